import { formatDuration, milliseconds } from '../../lib/duration.ts'
import { LABELS, PAGE_GROUP } from '../../slo/core/names.ts'
import type { ExpectedAlert, Incident, NamedAlert } from '../definition/model.ts'
import type { ProberScrape } from './prober-run.ts'
import type { Firing } from './replay-file.ts'

/** What came of a replay. */
export interface Replayed {
  readonly firings: readonly Firing[]
  readonly prober: readonly ProberScrape[]
  readonly scrapes: readonly number[]
}

/** What of a replay is not as the file says, a sentence each. */
export function replayProblems({ expected, length }: Incident, replayed: Replayed): readonly string[] {
  const { firings } = replayed
  const known = expected.alerts.filter(({ isThereBefore }) => isThereBefore).flatMap(each => firingsOf(firings, each))
  const early = firings
    .filter(firing => firing.from < 0 && !known.includes(firing))
    .map(({ labels }) => `${nameOf(labels)} fires before the incident.`)
  const loud = expected.silent.flatMap(named => {
    const [first] = firingsOf(firings, named)
    return first === undefined ? [] : [`${wordsOf(named)} fires ${at(first.from)}, and must stay silent.`]
  })
  const pages = pagesIn(firings)
  const when = pages.length === 0 ? '' : ` (${pages.map(({ from }) => at(from)).join(', ')})`
  const wrongPages =
    pages.length === expected.pages ? [] : [`There are ${pages.length} pages${when}, not ${expected.pages}.`]
  return [
    ...new Set(early),
    ...expected.alerts.flatMap(alert => alertProblems(alert, firings)),
    ...loud,
    ...wrongPages,
    ...domainProblems(expected.faultDomain, replayed, length),
  ]
}

function alertProblems(expected: ExpectedAlert, firings: readonly Firing[]): readonly string[] {
  const found = firingsOf(firings, expected)
  const [first] = found
  const name = wordsOf(expected)
  if (first === undefined) return [`${name} does not fire, and must by ${duration(expected.by)}.`]
  const problems: string[] = []
  if (expected.isThereBefore && first.from >= 0) problems.push(`${name} fires ${at(first.from)}, not before the start.`)
  if (!expected.isThereBefore && first.from < expected.from)
    problems.push(`${name} fires ${at(first.from)}, before ${duration(expected.from)}.`)
  if (first.from > expected.by) problems.push(`${name} fires ${at(first.from)}, not by ${duration(expected.by)}.`)
  const ends = found.map(({ to }) => to ?? Number.POSITIVE_INFINITY)
  const last = Math.max(...ends)
  const { endsFrom = last, endsBy = last } = expected
  if (last < endsFrom) problems.push(`${name} ends ${at(last)}, before ${duration(endsFrom)}.`)
  if (last > endsBy) problems.push(`${name} ends ${at(last)}, not by ${duration(endsBy)}.`)
  return problems
}

function domainProblems(wanted: string, { prober, scrapes }: Replayed, length: number): readonly string[] {
  const named = prober.filter((_, index) => (scrapes[index] ?? 0) > 0 && (scrapes[index] ?? 0) <= length)
  const domains = [...new Set(named.map(({ domain }) => domain))].filter(each => each !== 'none' && each !== 'unknown')
  const others = domains.filter(each => each !== wanted)
  const isSeen = wanted === 'none' || wanted === 'unknown' || domains.some(each => each === wanted)
  return [
    ...(isSeen ? [] : [`The fault domain ${wanted} is never named.`]),
    ...others.map(each => `The fault domain ${each} is named, and only ${wanted} may be.`),
  ]
}

/** How often someone is paged: each time that a group of pages begins in which nothing fired before. */
function pagesIn(firings: readonly Firing[]): readonly { readonly from: number }[] {
  const pages = firings.filter(({ labels }) => labels[LABELS.severity] === 'page')
  const groups = Map.groupBy(pages, ({ labels }) => PAGE_GROUP.map(label => labels[label] ?? '').join(' '))
  return [...groups.values()].flatMap(group => {
    let until = Number.NEGATIVE_INFINITY
    return group
      .toSorted((a, b) => a.from - b.from)
      .filter(({ from, to = Number.POSITIVE_INFINITY }) => {
        const isNew = from > until
        until = Math.max(until, to)
        return isNew
      })
  })
}

function firingsOf(firings: readonly Firing[], named: NamedAlert): readonly Firing[] {
  const { alert, severity } = named
  const wanted = {
    ...named.labels,
    alertname: alert,
    ...(severity === undefined ? {} : { [LABELS.severity]: severity }),
  }
  return firings.filter(({ labels }) => Object.entries(wanted).every(([name, value]) => labels[name] === value))
}

function nameOf(labels: Firing['labels']): string {
  return wordsOf({ alert: labels.alertname ?? '', severity: labels[LABELS.severity], labels: {} })
}

function wordsOf({ alert, severity, labels }: NamedAlert): string {
  const more = [...(severity === undefined ? [] : [severity]), ...Object.values(labels)]
  return more.length === 0 ? alert : `${alert} (${more.join(', ')})`
}

function at(moment: number): string {
  if (moment === Number.POSITIVE_INFINITY) return 'never'
  return moment < 0 ? `${duration(-moment)} before the start` : `at ${duration(moment)}`
}

function duration(length: number): string {
  return length === 0 ? '0s' : formatDuration(milliseconds(length))
}
