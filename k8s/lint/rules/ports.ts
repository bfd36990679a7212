import { at, listAt, textAt } from '../../../lib/json/path.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import type { Finding } from '../../../lib/lint/finding.ts'
import { containersOf, deploymentsIn, labelsAt, objectsOf, podLabels, portsOf, selects } from '../pods.ts'
import type { ManifestWorld, Policy } from '../policy.ts'

export const ports: Policy = {
  code: 'ports',
  summary: 'Every port that a Service, an Ingress, a probe or a network policy names is there.',
  why: 'A name that no pod has is no error for Kubernetes: the Service has no addresses, the probe never succeeds, and the policy allows nothing.',
  scope: 'ours',
  check: ({ object }, world) => CHECKS[object.kind]?.(object, world) ?? [],
}

const HELP = 'Use the name that the container gives the port.'

const CHECKS: Readonly<Record<string, (object: KubernetesObject, world: ManifestWorld) => readonly Finding[]>> = {
  Deployment: probedPorts,
  DaemonSet: probedPorts,
  Service: (object, world) => {
    const pods = deploymentsIn(world, object.metadata.namespace).filter(one =>
      selects(labelsAt(object, 'spec', 'selector'), podLabels(one)),
    )
    return listAt(object, 'spec', 'ports').flatMap((port, index) => {
      const target = at(port, 'targetPort')
      const isMissing = pods.some(pod => !portsOf(pod).includes(target))
      return isMissing
        ? [
            {
              path: ['spec', 'ports', index, 'targetPort'],
              message: `no pod has the port ${String(target)}`,
              help: HELP,
            },
          ]
        : []
    })
  },
  Ingress: (object, world) =>
    listAt(object, 'spec', 'rules').flatMap((rule, index) =>
      listAt(rule, 'http', 'paths').flatMap((one, place) => {
        const [service, port] = [
          textAt(one, 'backend', 'service', 'name'),
          textAt(one, 'backend', 'service', 'port', 'name'),
        ]
        const isThere = objectsOf(world, 'Service').some(
          ({ metadata, ...rest }) =>
            metadata.name === service &&
            metadata.namespace === object.metadata.namespace &&
            listAt(rest, 'spec', 'ports').some(each => at(each, 'name') === port),
        )
        const path = ['spec', 'rules', index, 'http', 'paths', place, 'backend', 'service']
        return isThere
          ? []
          : [
              {
                path,
                message: `there is no Service ${service} with a port ${port}`,
                help: 'Name both as the Service does.',
              },
            ]
      }),
    ),
}

/** Whether what the probes of a workload ask is a port of it. */
function probedPorts(object: KubernetesObject): readonly Finding[] {
  return containersOf(object).flatMap(({ container, path }) =>
    ['startupProbe', 'readinessProbe', 'livenessProbe'].flatMap(probe => {
      const port = at(container, probe, 'httpGet', 'port')
      const isThere = port === undefined || portsOf(object).includes(port)
      const place = [...path, probe, 'httpGet', 'port']
      return isThere
        ? []
        : [{ path: place, message: `${probe} asks the port ${String(port)}, which is not there`, help: HELP }]
    }),
  )
}
