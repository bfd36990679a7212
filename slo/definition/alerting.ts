import { type Duration, milliseconds } from '../../lib/duration.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import type { Alerting, AlertRouting } from '../core/model.ts'
import { readAnnotations, readLabels, warnOfPlaceholders } from './labels.ts'
import type { ParseContext } from './parse-context.ts'
import type { Spelling } from './spelling.ts'

/** What reading `alerting:` needs to know of the SLO: its name is the default of the alert's. */
export interface AlertingSurroundings {
  readonly context: ParseContext
  readonly spelling: Spelling
  readonly service: string
  readonly name: string
}

/** An SLO without `alerting` is recorded, and never alerts. */
export const SILENT: Alerting = {
  name: '',
  labels: {},
  annotations: {},
  page: { disabled: true, labels: {}, annotations: {} },
  ticket: { disabled: true, labels: {}, annotations: {} },
}

/** Reads `alerting:`. Sloth requires a name for an alert that may fire; ours defaults to the service and the SLO. */
export function readAlerting(yaml: YamlReader, entry: YamlMap, around: AlertingSurroundings): Alerting {
  const { context, spelling } = around
  const map = yaml.map(entry, 'alerting')
  if (map === undefined) {
    if (context.flavour === 'sloth') yaml.require(entry, 'alerting', 'Name the alert, or disable both alerts.')
    return SILENT
  }
  const times = timeKeys(around)
  yaml.onlyKeys(map, ['name', 'labels', 'annotations', ...times, spelling.pageAlert, spelling.ticketAlert])
  const both = readTimes(yaml, map, around)
  const [page, ticket] = [spelling.pageAlert, spelling.ticketAlert].map(key => ({
    ...both,
    ...readRouting(yaml, map, key, around),
  }))
  const routing = { page: page ?? SILENT.page, ticket: ticket ?? SILENT.ticket }
  return {
    name: readAlertName(yaml, map, routing.page.disabled && routing.ticket.disabled, around),
    labels: readLabels(yaml, map, context, true),
    annotations: readAnnotations(yaml, map, context),
    ...routing,
  }
}

function readAlertName(
  yaml: YamlReader,
  map: YamlMap,
  isSilent: boolean,
  { context, service, name }: AlertingSurroundings,
): string {
  const written = yaml.string(map, 'name') ?? ''
  warnOfPlaceholders(yaml, map, 'name', written)
  if (written !== '' || isSilent) return written
  const at = yaml.node(map, 'name')
  if (context.flavour === 'sloth' || at !== undefined) {
    const help = 'Name the alert, such as `name: WebAvailability`, or disable both alerts.'
    if (at === undefined) yaml.require(map, 'name', help)
    else yaml.report('missing-key', 'The alert has no name', at, help)
  }
  return pascalCase(`${service}-${name}`)
}

/** Keys that our flavour adds to those of an alert. */
function timeKeys({ context, spelling }: AlertingSurroundings): readonly string[] {
  return context.flavour === 'sloth' ? [] : ['for', spelling.keepFiringFor]
}

/** How long an alert waits until it fires, and how long it stays. */
function readTimes(
  yaml: YamlReader,
  map: YamlMap,
  around: AlertingSurroundings,
): Pick<AlertRouting, 'for' | 'keepFiringFor'> {
  if (around.context.flavour === 'sloth') return {}
  const [waits, stays] = [timeOf(yaml, map, 'for'), timeOf(yaml, map, around.spelling.keepFiringFor)]
  return { ...(waits === undefined ? {} : { for: waits }), ...(stays === undefined ? {} : { keepFiringFor: stays }) }
}

/** No time takes back for one severity what is asked for both. */
function timeOf(yaml: YamlReader, map: YamlMap, key: string): Duration | undefined {
  return /^0(?:ms|[smhdwy])?$/.test(String(yaml.plain(map, key))) ? milliseconds(0) : yaml.duration(map, key)
}

function readRouting(yaml: YamlReader, alerting: YamlMap, key: string, around: AlertingSurroundings): AlertRouting {
  const { context } = around
  const map = yaml.map(alerting, key)
  if (map === undefined) return { disabled: false, labels: {}, annotations: {} }
  yaml.onlyKeys(map, ['disable', 'labels', 'annotations', ...timeKeys(around)])
  return {
    disabled: yaml.boolean(map, 'disable') ?? false,
    labels: readLabels(yaml, map, context, true),
    annotations: readAnnotations(yaml, map, context),
    ...readTimes(yaml, map, around),
  }
}

function pascalCase(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}
