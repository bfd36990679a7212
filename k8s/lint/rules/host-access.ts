import { at, listAt } from '../../../lib/json/path.ts'
import { containersOf, POD } from '../pods.ts'
import type { Policy } from '../policy.ts'

export const hostAccess: Policy = {
  code: 'host-access',
  summary: 'No pod uses files, ports or namespaces of its node.',
  why: 'Such a pod reaches around every policy of the cluster, and Pod Security refuses it.',
  scope: 'ours',
  check({ object }) {
    if (object.kind !== 'Deployment') return []
    const help = 'Remove it.'
    const flags = ['hostNetwork', 'hostPID', 'hostIPC'].filter(name => at(object, ...POD, name) === true)
    const volumes = listAt(object, ...POD, 'volumes').flatMap((volume, index) =>
      at(volume, 'hostPath') === undefined ? [] : [[...POD, 'volumes', index, 'hostPath']],
    )
    const ports = containersOf(object).flatMap(({ container, path }) =>
      listAt(container, 'ports').flatMap((port, index) =>
        at(port, 'hostPort') === undefined ? [] : [[...path, 'ports', index, 'hostPort']],
      ),
    )
    return [
      ...flags.map(name => ({ path: [...POD, name], message: `${name} is the node’s`, help })),
      ...[...volumes, ...ports].map(path => ({ path, message: `${String(path.at(-1))} is the node’s`, help })),
    ]
  },
}
