import { listAt, numberAt, textAt } from '../../../../lib/json/path.ts'
import { type ClusterEvent, type ContainerView, eventsAbout, type RolloutScene } from './rollout-scene.ts'
import { safeLine } from './safe-line.ts'

/** The kubelet's three probes of a container, as its events name them. */
export type ProbeKind = 'Readiness' | 'Startup' | 'Liveness'

const FIELDS: Readonly<Record<ProbeKind, string>> = {
  Readiness: 'readinessProbe',
  Startup: 'startupProbe',
  Liveness: 'livenessProbe',
}

/** What a probe asks, in words: `GET /readyz on port 8080`. */
export function probeText(container: ContainerView, kind: ProbeKind): string {
  const field = FIELDS[kind]
  const path = textAt(container.spec, field, 'httpGet', 'path')
  if (path === '') return `its ${kind.toLowerCase()} probe`
  const port = portOf(container, field)
  return port === undefined ? `GET ${path}` : `GET ${path} on port ${port}`
}

/** The number of a probe's port, which may be given by the name of a port of the container. */
function portOf({ spec }: ContainerView, field: string): number | undefined {
  const given = numberAt(spec, field, 'httpGet', 'port')
  if (given !== undefined) return given
  const name = textAt(spec, field, 'httpGet', 'port')
  const named = listAt(spec, 'ports').find(one => textAt(one, 'name') === name)
  return numberAt(named, 'containerPort')
}

/** What a probe got last, in words: `GET /readyz on port 8080 answers 503`; undefined where no event says it. */
export function probeAnswer(container: ContainerView, scene: RolloutScene, kind: ProbeKind): string | undefined {
  const message = probeEvents(container, scene, kind).at(-1)?.message ?? ''
  const asked = probeText(container, kind)
  const [, code] = /failed with statuscode: (\d+)/.exec(message) ?? []
  if (code !== undefined) return `${asked} answers ${code}`
  if (/connection refused/.test(message)) return `${asked} is refused, so nothing listens there`
  if (/deadline exceeded|timeout/i.test(message)) return `${asked} does not answer in time`
  return message === '' ? undefined : safeLine(message)
}

/** The events of a probe that failed, the oldest first. */
export function probeEvents({ pod }: ContainerView, scene: RolloutScene, kind: ProbeKind): readonly ClusterEvent[] {
  return eventsAbout(scene, pod).filter(
    ({ reason, message }) => reason === 'Unhealthy' && message.startsWith(`${kind} probe`),
  )
}
