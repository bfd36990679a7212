import { milliseconds } from '../../lib/duration.ts'
import { type FieldReading, readFields } from '../../lib/yaml/fields.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import type { FaultDomain } from '../../services/prober/contract/names.ts'
import { refuseEmptyList } from '../../slo/timeline/incident.ts'
import { readOffset } from '../../slo/timeline/moments.ts'
import { ALERT_FIELDS, type POSTMORTEM_FIELDS, SILENT_FIELDS } from './fields.ts'
import type { NameReader } from './known.ts'
import type { Expected, ExpectedAlert, NamedAlert } from './model.ts'

/** Reads what the rules must make of an incident; what is missing is undefined. */
export function readExpected(
  yaml: YamlReader,
  read: FieldReading<typeof POSTMORTEM_FIELDS>,
  names: NameReader,
): Pick<Expected, 'alerts' | 'silent'> & Partial<Expected> {
  const alerts = (read.alerts ?? []).flatMap(map => readAlert(yaml, map, names) ?? [])
  const silent = (read.silent ?? []).flatMap(map => {
    const { severity, labels = {} } = readFields(yaml, map, SILENT_FIELDS)
    const alert = names(map, 'alert', 'alerts')
    if (alert === undefined) return []
    const both = alerts.find(each => overlap(each, { alert, severity, labels }))
    const help = 'Take one of them out, or say which severity is meant.'
    if (both !== undefined) yaml.report('alert-twice', `"${alert}" must fire as well`, yaml.node(map, 'alert'), help)
    return [{ alert, severity, labels }]
  })
  const { pages, fault_domain: domain } = read
  return {
    alerts,
    silent,
    ...(pages === undefined ? {} : { pages }),
    ...(domain === undefined ? {} : { faultDomain: domain as FaultDomain }),
  }
}

function overlap(one: NamedAlert, other: NamedAlert): boolean {
  const isSame = (a: string | undefined, b: string | undefined): boolean =>
    a === undefined || b === undefined || a === b
  const labels = Object.entries(one.labels)
  return (
    one.alert === other.alert &&
    isSame(one.severity, other.severity) &&
    labels.every(([name, value]) => isSame(value, other.labels[name]))
  )
}

function readAlert(yaml: YamlReader, map: YamlMap, names: NameReader): ExpectedAlert | undefined {
  const { severity, labels = {}, already: isThereBefore = false } = readFields(yaml, map, ALERT_FIELDS)
  const alert = names(map, 'alert', 'alerts')
  const offset = (key: string) => (yaml.keyNode(map, key) === undefined ? undefined : readOffset(yaml, map, key))
  const [from = milliseconds(0), by, endsFrom, endsBy] = ['from', 'by', 'ends_from', 'ends_by'].map(offset)
  const inOrder = [
    ['from', from],
    ['by', by],
    ['ends_from', endsFrom],
    ['ends_by', endsBy],
  ] as const
  let latest = milliseconds(-1)
  for (const [key, at] of inOrder) {
    if (at === undefined) continue
    const help = 'An alert begins between `from` and `by`, and ends between `ends_from` and `ends_by`, in this order.'
    if (at < latest)
      yaml.report('alert-window', `"${key}" is before the time in front of it`, yaml.node(map, key), help)
    latest = at
  }
  if (alert === undefined || by === undefined) return undefined
  return { alert, severity, labels, isThereBefore, from, by, endsFrom, endsBy }
}

/** Reports lists of what must be noticed that are empty. */
export function refuseEmptyLists(yaml: YamlReader, root: YamlMap): void {
  for (const key of ['alerts', 'actions']) refuseEmptyList(yaml, root, key)
}
