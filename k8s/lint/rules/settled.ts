import { at, listAt, numberAt, textAt } from '../../../lib/json/path.ts'
import type { Finding } from '../../../lib/lint/finding.ts'
import { isOfMonitoring } from '../../../services/monitoring/core/cluster/monitoring-object.ts'
import { containersOf, POD } from '../pods.ts'
import type { Policy } from '../policy.ts'
import { ANY, SETTLED, SETTLED_OTHERS, SETTLED_OURS, SETTLED_SPREAD, SETTLED_START, type Settled } from '../settled.ts'

export const settled: Policy = {
  code: 'settled',
  summary: 'What was decided once is written down, with the value that was decided.',
  why: 'A field that is left out takes a default of Kubernetes, which is another value and may change with its version.',
  scope: 'ours',
  check({ object }) {
    const isDeployment = object.kind === 'Deployment'
    const isSpread = isDeployment && (numberAt(object, 'spec', 'replicas') ?? 1) > 1
    const isOurs =
      isDeployment && containersOf(object).some(({ container }) => textAt(container, 'command', 0) === 'node')
    const isStored = listAt(object, ...POD, 'volumes').some(volume => at(volume, 'persistentVolumeClaim') !== undefined)
    const places = [
      ...(SETTLED[object.kind] ?? []),
      ...(SETTLED[`${object.kind} ${object.metadata.name}`] ?? []),
      ...(isDeployment ? SETTLED_START[isStored ? 'stored' : 'stateless'] : []),
      ...(isSpread ? SETTLED_SPREAD : []),
      ...(isOurs ? SETTLED_OURS : []),
      ...(isDeployment && isOfMonitoring(object) ? SETTLED_OTHERS : []),
    ]
    return places.flatMap(([place, value]) => findingsAt(object, place, value, []))
  },
}

type Path = readonly (string | number)[]

function findingsAt(json: unknown, place: readonly string[], value: Settled, path: Path): readonly Finding[] {
  const [key, ...rest] = place
  if (key === undefined) return isSettled(json, value) ? [] : [finding(path, value, json)]
  if (key !== '*') return findingsAt(at(json, key), rest, value, [...path, key])
  if (!Array.isArray(json) || json.length === 0) return [finding(path, value, json)]
  return json.flatMap((item, index) => findingsAt(item, rest, value, [...path, index]))
}

function isSettled(json: unknown, value: Settled): boolean {
  if (value === ANY) return json !== undefined
  if (typeof value !== 'object') return json === value
  return typeof json === 'number' && json >= value.from && json <= value.to
}

function finding(path: Path, value: Settled, json: unknown): Finding {
  const wanted = value === ANY ? '' : typeof value === 'object' ? `${value.from} to ${value.to}` : String(value)
  const message =
    json === undefined ? `${path.join('.')} is not written` : `${path.join('.')} is ${JSON.stringify(json)}`
  return {
    path,
    message,
    help: wanted === '' ? 'Write it.' : `Write ${wanted}; another value is decided in k8s/lint/settled.ts.`,
  }
}
