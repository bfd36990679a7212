import { readFields } from '../../lib/yaml/fields.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import { CLUSTER_VANTAGE } from '../../services/prober/contract/vantage.ts'
import { partOf, spelt } from './check-form.ts'
import { MACHINE_FIELDS, VANTAGE_FIELDS } from './fields.ts'
import { IP_ADDRESS, MACHINE_NAME } from './forms.ts'
import type { SiteMachine, SiteVantage } from './model.ts'

/** Reads the machines besides the nodes. One that stands twice would count twice, and a node has its own node-exporter. */
export function readMachines(
  yaml: YamlReader,
  maps: readonly YamlMap[],
  nodes: readonly string[],
): readonly SiteMachine[] {
  const seen: SiteMachine[] = []
  for (const map of maps) {
    const machine = readMachine(yaml, map, readFields(yaml, map, MACHINE_FIELDS), seen)
    if (nodes.includes(machine.address)) {
      const help = 'Remove it: every node has node-exporter already.'
      yaml.report('machine-is-node', `${machine.address} is one of the nodes`, yaml.node(map, 'address'), help)
    }
    seen.push(machine)
  }
  return seen
}

/** The port of a prober's metrics where nothing else is said. */
const METRICS_PORT = 17_300

/** Reads the machines where the prober stands too; none can be called as the one in the cluster is. */
export function readVantages(yaml: YamlReader, maps: readonly YamlMap[]): readonly SiteVantage[] {
  const seen: SiteVantage[] = []
  for (const map of maps) {
    const read = readFields(yaml, map, VANTAGE_FIELDS)
    const machine = readMachine(yaml, map, read, [{ name: CLUSTER_VANTAGE, address: 'inside' }, ...seen])
    const edge = partOf(yaml, map)('edge', read.edge, IP_ADDRESS)
    seen.push({ ...machine, port: read.port ?? METRICS_PORT, edge: edge === undefined ? undefined : spelt(edge) })
  }
  return seen
}

function readMachine(
  yaml: YamlReader,
  map: YamlMap,
  read: { readonly name?: string | undefined; readonly address?: string | undefined },
  others: readonly SiteMachine[],
): SiteMachine {
  const check = partOf(yaml, map)
  const name = check('name', read.name, MACHINE_NAME) ?? ''
  const address = spelt(check('address', read.address, IP_ADDRESS))
  const twice = others.some(other => other.name === name) ? 'name' : 'address'
  if (name !== '' && others.some(other => other.name === name || other.address === address))
    yaml.report('same-machine', `Another machine has this ${twice}`, yaml.node(map, twice), 'Remove one of both.')
  return { name, address }
}
