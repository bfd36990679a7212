import { at, listAt } from '../../../lib/json/path.ts'
import type { Finding } from '../../../lib/lint/finding.ts'
import { containersOf, isWorkload, POD } from '../pods.ts'
import type { Policy } from '../policy.ts'

/** By what each list of a pod, a container or a Service tells its entries apart: several keys where each alone must differ. */
type Keys = Readonly<Record<string, readonly (readonly string[])[]>>

const POD_LISTS: Keys = {
  containers: [['name']],
  initContainers: [['name']],
  volumes: [['name']],
  imagePullSecrets: [['name']],
  topologySpreadConstraints: [['topologyKey', 'whenUnsatisfiable']],
}
const CONTAINER_LISTS: Keys = {
  env: [['name']],
  volumeMounts: [['mountPath']],
  ports: [['containerPort', 'protocol'], ['name']],
}
const SERVICE_LISTS: Keys = { ports: [['port', 'protocol'], ['name']] }

export const entriesDiffer: Policy = {
  code: 'entries-differ',
  summary: 'No port, variable, volume or mount stands twice in its list.',
  why: 'Server-side apply tells the entries of such a list apart by these keys and refuses the whole object where two are the same; a client-side apply keeps one of them, and not always the same one.',
  scope: 'ours',
  check: ({ object }) => {
    if (object.kind === 'Service') return repeated(object, ['spec'], SERVICE_LISTS)
    if (!isWorkload(object)) return []
    const inContainers = containersOf(object).flatMap(({ path }) => repeated(object, path, CONTAINER_LISTS))
    return [...repeated(object, POD, POD_LISTS), ...inContainers]
  },
}

function repeated(object: unknown, place: readonly (string | number)[], lists: Keys): readonly Finding[] {
  return Object.entries(lists).flatMap(([list, keys]) =>
    keys.flatMap(names => {
      const seen = new Set<string>()
      return listAt(object, ...place, list).flatMap((entry, index) => {
        const values = names.map(name => at(entry, name))
        if (values.includes(undefined)) return []
        const key = JSON.stringify(values)
        const isNew = !seen.has(key)
        seen.add(key)
        if (isNew) return []
        const message = `two of its ${list} have the same ${names.join(' and ')}, ${values.join(' ')}`
        return [{ path: [...place, list, index], message, help: 'Keep one of them, or give each its own.' }]
      })
    }),
  )
}
