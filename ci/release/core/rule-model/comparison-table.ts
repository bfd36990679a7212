import { grouped } from '../../../../lib/text/table.ts'
import type { Cheaper, Comparison, Outcome } from './comparison.ts'
import { EXPOSED } from './exposed.ts'
import { OURS, RULES } from './rules.ts'

/** How long each rule takes until its last word, in seconds, on average: for as long it is not known what becomes of a release. */
export function timesTable({ releases }: Comparison): readonly (readonly string[])[] {
  return [
    ['until the last word, in s', ...RULES.map(({ name }) => name)],
    ...releases.map(({ says, outcomes }) => [
      says,
      ...outcomes.map(({ meanSeconds }) => grouped(Math.round(meanSeconds))),
    ]),
  ]
}

/**
 * The head and the rows of the comparison: of a healthy release how often it is taken back, of another what it costs users, and
 * how often it passes where that is not never; of one that is slow no request fails. A dagger says that a rule costs less than ours, a
 * double one that it takes back more healthy ones besides.
 */
export function comparisonTable({ releases }: Comparison): readonly (readonly string[])[] {
  return [
    ['the release', ...RULES.map(({ name }) => name)],
    ...releases.map(({ says, isHealthy, outcomes, cheaper }) => [
      says,
      ...outcomes.map(outcome => (isHealthy ? healthyText(outcome) : badText(outcome, markOf(cheaper, outcome.rule)))),
    ]),
  ]
}

/** The marks of cells in which a rule costs users less than ours: where it spares as many healthy ones, and where it does not. */
export const [DAGGER, DOUBLE_DAGGER] = ['†', '‡']

function markOf(cheaper: readonly Cheaper[], rule: string): string {
  const found = cheaper.find(one => one.rule === rule)
  return found === undefined ? '' : found.dearer.length === 0 ? ` ${DAGGER}` : ` ${DOUBLE_DAGGER}`
}

/** A sentence for each mark: what it costs against ours, what it takes back for it, and why that is so. */
export function cheaperSentences({ releases }: Comparison): readonly string[] {
  return releases.flatMap(({ says, outcomes, cheaper }) =>
    cheaper.map(({ rule, dearer }) => {
      const costOf = (name: string): string =>
        grouped(Math.round(outcomes.find(one => one.rule === name)?.failedRequests ?? 0))
      const back = dearer.map(({ says: which, part }) => `${percent(part)} more of *${which}*`)
      const price = dearer.length === 0 ? 'and takes back no more healthy ones' : `and takes back ${back.join(', ')}`
      const mark = dearer.length === 0 ? DAGGER : DOUBLE_DAGGER
      return `${mark} *${says}*: ${rule} costs ${costOf(rule)}, ours ${costOf(OURS)}, ${price}. ${EXPOSED[rule] ?? ''}`.trim()
    }),
  )
}

function healthyText({ takenBack, withdrawn }: Outcome): string {
  const back = takenBack - withdrawn
  const parts = [
    ...(back > 0 ? [`${percent(back)} taken back`] : []),
    ...(withdrawn > 0 ? [`${percent(withdrawn)} withdrawn`] : []),
  ]
  return parts.length === 0 ? 'stays' : parts.join(', ')
}

function badText({ takenBack, failedRequests }: Outcome, mark: string): string {
  const passed = takenBack === 1 ? '' : takenBack === 0 ? 'passes' : `${percent(1 - takenBack)} pass`
  if (failedRequests === 0) return passed === '' ? 'taken back' : passed
  return `${grouped(Math.round(failedRequests))}${mark}${passed === '' ? '' : `, ${passed}`}`
}

function percent(part: number): string {
  return `${Number((part * 100).toFixed(1))} %`
}
