import type { Diagnostic, Parsed, SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { type Duration, milliseconds, minutes, roundDown, seconds } from '../../lib/duration.ts'
import { openYaml, type YamlMap, type YamlReader } from '../../lib/yaml/reader.ts'
import { ALERT_SPEEDS, type AlertSeverity, type AlertWindow } from '../core/model.ts'
import { burnRate, type WindowCatalogue, windowName } from '../core/windows.ts'
import { onlyValue } from './openslo-parts.ts'
import { yamlStyle } from './parse-context.ts'

/** Window pairs by the period they are for. */
export type WindowsByPeriod = ReadonlyMap<Duration, readonly AlertWindow[]>

/** Reads files of sloth's `AlertWindows`; each file describes the pairs of one period. */
export function parseAlertWindows(files: readonly SourceFile[]): Parsed<WindowsByPeriod> {
  const diagnostics: Diagnostic[] = []
  const value = new Map<Duration, readonly AlertWindow[]>()
  for (const file of files) {
    const yaml = openYaml(file, yamlStyle('leadline'))
    if (yaml.documents.length === 0 && yaml.diagnostics.length === 0) {
      yaml.report('no-windows', 'The file holds no AlertWindows', undefined, 'Start it with `kind: AlertWindows`.')
    }
    for (const root of yaml.documents) {
      const found = readWindows(yaml, root)
      if (found !== undefined) value.set(found.period, found.windows)
    }
    diagnostics.push(...yaml.diagnostics)
  }
  return { value, diagnostics }
}

/** These windows for their periods, and those of `otherwise` for all others. */
export function withWindows(found: WindowsByPeriod, otherwise: WindowCatalogue): WindowCatalogue {
  return period => found.get(period) ?? otherwise(period)
}

interface PeriodWindows {
  readonly period: Duration
  readonly windows: readonly AlertWindow[]
}

function readWindows(yaml: YamlReader, root: YamlMap): PeriodWindows | undefined {
  yaml.onlyKeys(root, ['apiVersion', 'kind', 'spec'])
  onlyValue(yaml, root, 'apiVersion', ['sloth.slok.dev/v1'], 'unknown-version')
  onlyValue(yaml, root, 'kind', ['AlertWindows'], 'unknown-kind')
  yaml.require(root, 'spec', 'Describe the windows: `spec: { sloPeriod: 30d, page: …, ticket: … }`.')
  const spec = yaml.map(root, 'spec')
  if (spec === undefined) return undefined
  yaml.onlyKeys(spec, ['sloPeriod', 'page', 'ticket'])
  yaml.require(spec, 'sloPeriod', 'Write the period, such as `sloPeriod: 30d`.')
  const period = yaml.duration(spec, 'sloPeriod')
  const windows = SEVERITIES.flatMap(severity => readSeverity(yaml, spec, severity, period))
  if (windows.length === 0 && !SEVERITIES.some(severity => yaml.node(spec, severity) !== undefined)) {
    yaml.require(spec, 'page', 'Give `page`, `ticket` or both; a severity that is left out has no alert.')
  }
  if (period === undefined || windows.length < due(yaml, spec)) return undefined
  checkOrder(yaml, spec, { period, windows })
  return { period, windows }
}

function readSeverity(
  yaml: YamlReader,
  spec: YamlMap,
  severity: AlertSeverity,
  period: Duration | undefined,
): readonly AlertWindow[] {
  const map = yaml.node(spec, severity) === undefined ? undefined : yaml.map(spec, severity)
  if (map === undefined) return []
  yaml.onlyKeys(map, ALERT_SPEEDS)
  const speeds = speedsIn(yaml, map)
  if (speeds.length === 0) yaml.require(map, 'quick', 'Give it a `quick` pair, a `slow` one or both.')
  return speeds.flatMap(speed => {
    const pair = yaml.map(map, speed)
    return pair === undefined ? [] : readPair(yaml, pair, severity, period)
  })
}

const SEVERITIES = ['page', 'ticket'] as const

function speedsIn(yaml: YamlReader, map: YamlMap): readonly (typeof ALERT_SPEEDS)[number][] {
  return ALERT_SPEEDS.filter(speed => yaml.node(map, speed) !== undefined)
}

/** How many pairs a file describes; with a mistake in one of them none is used. */
function due(yaml: YamlReader, spec: YamlMap): number {
  const counts = SEVERITIES.map(severity => {
    const map = yaml.node(spec, severity) === undefined ? undefined : yaml.map(spec, severity)
    return map === undefined ? 0 : speedsIn(yaml, map).length
  })
  return Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  )
}

function readPair(
  yaml: YamlReader,
  pair: YamlMap,
  severity: AlertSeverity,
  period: Duration | undefined,
): readonly AlertWindow[] {
  yaml.onlyKeys(pair, ['errorBudgetPercent', 'shortWindow', 'longWindow'])
  yaml.require(pair, 'errorBudgetPercent', 'Write the percentage of the budget that is spent when it fires, such as 2.')
  yaml.require(pair, 'shortWindow', 'Write the window after which it resolves, such as 5m.')
  yaml.require(pair, 'longWindow', 'Write the window it is evaluated over, such as 1h.')
  const percent = yaml.number(pair, 'errorBudgetPercent')
  const short = yaml.duration(pair, 'shortWindow')
  const long = yaml.duration(pair, 'longWindow')
  if (percent === undefined || short === undefined || long === undefined) return []
  if (!(percent > 0 && percent <= 100)) {
    const help = 'Write a percentage above 0 and up to 100.'
    yaml.report(
      'bad-windows',
      `An alert cannot spend ${percent} % of a budget`,
      yaml.node(pair, 'errorBudgetPercent'),
      help,
    )
  }
  checkScrapes(yaml, pair, short)
  if (short >= long) {
    const message = `The short window of ${windowName(short)} is not shorter than the long one of ${windowName(long)}`
    yaml.report('bad-windows', message, yaml.node(pair, 'shortWindow'), 'A twelfth of the long window is usual.')
  }
  if (period !== undefined && long >= period) {
    const message = `The long window of ${windowName(long)} is not shorter than the period of ${windowName(period)}`
    yaml.report('bad-windows', message, yaml.node(pair, 'longWindow'), 'Write a part of the period.')
  }
  return [{ severity, long, short, budgetSpent: Number((percent / 100).toPrecision(12)) }]
}

/** The usual intervals of scraping: a rate needs two scrapes in its window. */
const [FASTEST, SLOWEST] = [seconds(15), minutes(1)]

/** A short window in which no rate has a value keeps its alert from ever firing. */
function checkScrapes(yaml: YamlReader, pair: YamlMap, short: Duration): void {
  if (short >= 2 * SLOWEST) return
  const at = yaml.node(pair, 'shortWindow')
  const help = `Write ${windowName(milliseconds(2 * SLOWEST))} or more: a rate needs two scrapes.`
  if (short < 2 * FASTEST) {
    const message = `The short window of ${windowName(short)} has no two scrapes, so that it never has a value`
    yaml.report('bad-windows', message, at, help)
    return
  }
  const every = windowName(roundDown(short / 2, seconds(1)))
  const message = `The short window of ${windowName(short)} has a value only where targets are scraped every ${every} or more often`
  yaml.warn('bad-windows', message, at, help)
}

/** Faster burns must be detected by shorter windows, and no page may come later than a ticket of the same burn. */
function checkOrder(yaml: YamlReader, spec: YamlMap, { period, windows }: PeriodWindows): void {
  for (const [index, window] of windows.entries()) {
    const before = windows[index - 1]
    if (before === undefined) continue
    const [rate, last] = [burnRate(window, period), burnRate(before, period)]
    if (rate < last) continue
    const message = `A burn rate of ${rate} over ${windowName(window.long)} follows one of ${last} over ${windowName(before.long)}`
    const help =
      'From page quick to ticket slow, burn rates must decrease: spend less of the budget or look over longer.'
    yaml.report('bad-windows', message, yaml.keyNode(spec, window.severity), help)
  }
}
