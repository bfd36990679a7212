import { readFields } from '../../lib/yaml/fields.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import { partOf, spelt } from './check-form.ts'
import { MACHINE_FIELDS } from './fields.ts'
import { IP_ADDRESS, MACHINE_NAME } from './forms.ts'
import type { SiteMachine } from './model.ts'

/** Reads the machines besides the nodes. One that stands twice would count twice, and a node has its own node-exporter. */
export function readMachines(
  yaml: YamlReader,
  maps: readonly YamlMap[],
  nodes: readonly string[],
): readonly SiteMachine[] {
  const seen: SiteMachine[] = []
  for (const map of maps) {
    const read = readFields(yaml, map, MACHINE_FIELDS)
    const check = partOf(yaml, map)
    const name = check('name', read.name, MACHINE_NAME) ?? ''
    const address = spelt(check('address', read.address, IP_ADDRESS))
    const twice = seen.some(other => other.name === name) ? 'name' : 'address'
    if (name !== '' && seen.some(other => other.name === name || other.address === address))
      yaml.report('same-machine', `Another machine has this ${twice}`, yaml.node(map, twice), 'Remove one of both.')
    if (nodes.includes(address)) {
      const help = 'Remove it: every node has node-exporter already.'
      yaml.report('machine-is-node', `${address} is one of the nodes`, yaml.node(map, 'address'), help)
    }
    seen.push({ name, address })
  }
  return seen
}
