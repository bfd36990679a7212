import { parse } from 'yaml'
import { at, textAt } from '../../../lib/json/path.ts'
import { modelFindings } from '../../validate/strict.ts'
import type { Policy } from '../policy.ts'

/** What must be set, since the chart’s own values would break what we measure. */
const NEEDED: readonly (readonly [path: readonly string[], value: unknown])[] = [
  [['service', 'spec', 'externalTrafficPolicy'], 'Local'],
  [['providers', 'kubernetesIngress', 'allowEmptyServices'], true],
  [['metrics', 'prometheus', 'addServicesLabels'], true],
  [['logs', 'access', 'enabled'], true],
]

export const traefikValues: Policy = {
  code: 'traefik-values',
  summary:
    'The values for Traefik’s chart are among those that are known, and hide neither clients nor an app without pods.',
  why: 'A value that the chart does not know is ignored or fails in a job whose log is not looked at, and Traefik goes on as before.',
  scope: 'ours',
  check({ object }) {
    if (object.kind !== 'HelmChartConfig') return []
    const values: unknown = parse(textAt(object, 'spec', 'valuesContent'))
    const path = ['spec', 'valuesContent']
    const strange = modelFindings(values, 'TraefikValues').map(({ path: inner, message, help }) => ({
      path,
      message: `${inner.join('.')}: ${message}`,
      help,
    }))
    const missing = NEEDED.filter(([place, value]) => at(values, ...place) !== value).map(([place, value]) => ({
      path,
      message: `${place.join('.')} is not ${String(value)}`,
      help: `Write ${String(value)} in k8s/platform/traefik/values/values.yaml.`,
    }))
    return [...strange, ...missing]
  },
}
