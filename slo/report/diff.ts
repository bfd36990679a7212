import { humanDuration } from '../../lib/duration.ts'
import { outageAllowed } from '../core/budget.ts'
import { seriesOf } from '../core/identity.ts'
import { probeOf, type Slo, sloId } from '../core/model.ts'
import { SERIES } from '../core/names.ts'
import { burnRate, firingPairs, windowName } from '../core/windows.ts'
import { alertRules } from '../rules/alert-rules.ts'
import { firstAlert, knownRate } from '../rules/alert-time.ts'

/** One property of an SLO in words, before and after. */
interface SloChange {
  readonly what: string
  readonly before: string
  readonly after: string
}

/** How one SLO has changed. */
export type SloDifference =
  | { readonly kind: 'added' | 'removed'; readonly slo: Slo }
  | { readonly kind: 'changed'; readonly before: Slo; readonly after: Slo; readonly changes: readonly SloChange[] }

/** What differs between two sets of SLOs, in the order of their ids; SLOs that are alike are left out. */
export function diffSlos(before: readonly Slo[], after: readonly Slo[]): readonly SloDifference[] {
  const [old, now] = [before, after].map(slos => new Map(slos.map(slo => [sloId(slo), slo])))
  const ids = [...new Set([...before, ...after].map(sloId))].sort()
  return ids.flatMap((id): SloDifference[] => {
    const [was, is] = [old?.get(id), now?.get(id)]
    if (was === undefined) return is === undefined ? [] : [{ kind: 'added', slo: is }]
    if (is === undefined) return [{ kind: 'removed', slo: was }]
    const changes = changesOf(was, is)
    return changes.length === 0 ? [] : [{ kind: 'changed', before: was, after: is, changes }]
  })
}

/** Every property that is compared, as text. */
const PROPERTIES: readonly [what: string, describe: (slo: Slo) => string][] = [
  ['objective', slo => `${slo.objectivePercent} %`],
  ['period', slo => (slo.calendar === undefined ? humanDuration(slo.period) : `a calendar ${slo.calendar}`)],
  ['full outage allowed', slo => humanDuration(outageAllowed(slo.objective, slo.period))],
  ['what is counted', slo => countedWords(slo)],
  ['page', slo => alertWords(slo, 'page')],
  ['ticket', slo => alertWords(slo, 'ticket')],
  ['labels', slo => words(slo.labels)],
  ['labels of the alert', slo => words({ ...slo.alerting.labels, ...slo.alerting.page.labels })],
]

function changesOf(before: Slo, after: Slo): readonly SloChange[] {
  return PROPERTIES.map(([what, describe]) => ({ what, before: describe(before), after: describe(after) })).filter(
    change => change.before !== change.after,
  )
}

function countedWords(slo: Slo): string {
  const probe = probeOf(slo)
  if (probe !== undefined) {
    const fast = probe.latency === undefined ? 'good' : `good within ${humanDuration(probe.latency)}`
    return `probe ${probe.probe} on path ${probe.path}: ${fast}`
  }
  if (slo.sli.kind === 'ratio') return code(slo.sli.errorRatioQuery)
  return `bad: ${code(slo.sli.errorQuery)} of all: ${code(slo.sli.totalQuery)}`
}

function alertWords(slo: Slo, severity: 'page' | 'ticket'): string {
  if (slo.alerting[severity].disabled) return 'none'
  const pairs = firingPairs(slo, severity)
  const time = firstAlert(slo, severity, 1, knownRate(slo))
  const rates = pairs.map(
    window => `${burnRate(window, slo.period)}× over ${windowName(window.long)}/${windowName(window.short)}`,
  )
  return `${slo.alerting.name}: ${rates.join(', ')}; in a full outage ${time === undefined ? 'never' : `after ${humanDuration(time)}`}`
}

function words(entries: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(entries).map(([name, value]) => `${name}=${value}`)
  return pairs.length === 0 ? 'none' : code(pairs.sort().join(', '))
}

function code(text: string): string {
  return `\`${text.replace(/\s+/g, ' ')}\``
}

/** The differences as Markdown for a pull request; `notes` are more lines about an SLO, by its id. */
export function renderDiff(
  differences: readonly SloDifference[],
  notes: ReadonlyMap<string, string> = new Map(),
): string {
  if (differences.length === 0) return 'No SLO changes.\n'
  return differences.map(difference => section(difference, notes)).join('\n')
}

function section(difference: SloDifference, notes: ReadonlyMap<string, string>): string {
  const slo = difference.kind === 'changed' ? difference.after : difference.slo
  const note = notes.get(sloId(slo))
  const lines = [`### ${sloId(slo)}: ${difference.kind}`, '']
  if (difference.kind === 'changed') {
    const rows = difference.changes.map(({ what, before, after }) => `| ${what} | ${cell(before)} | ${cell(after)} |`)
    lines.push(
      '| | before | after |',
      '| --- | --- | --- |',
      ...rows,
      '',
      historyOf(difference.before, difference.after),
    )
  } else if (difference.kind === 'added') {
    const page = slo.alerting.page.disabled ? 'It never pages' : alertWords(slo, 'page')
    lines.push(`${slo.objectivePercent} % over ${humanDuration(slo.period)}. ${page}.`)
  } else {
    lines.push(
      'Its rules, alerts and budget are removed; recorded series stay in Prometheus until their retention ends.',
    )
  }
  return [...lines, ...(note === undefined ? [] : ['', note]), ''].join('\n')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

function historyOf(before: Slo, after: Slo): string {
  if (JSON.stringify(before.sli) === JSON.stringify(after.sli)) {
    return 'The recorded history still counts: the new budget applies to the same events.'
  }
  return `The recorded history counts other events than the new query: the budget mixes both for ${humanDuration(after.period)}.`
}

/**
 * How many minutes of the last seven days the page of an SLO would have fired: the very expression of its alert, over what
 * is recorded. No value where a window of it is not recorded.
 */
export function pagingMinutesQuery(slo: Slo): string {
  const recorded = firingPairs(slo, 'page').flatMap(({ long, short }) =>
    [long, short].map(window => `max(max_over_time(${seriesOf(slo, SERIES.errorRatio(windowName(window)))}[7d]))`),
  )
  const fires = alertRules(slo, 'page').map(({ expr }) => `sum_over_time((count(${expr}) > bool 0)[7d:1m])`)
  return [...fires, `0 * ${recorded.join(' * ')}`].join('\nor\n')
}
