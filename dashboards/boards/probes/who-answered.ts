import type { Matchers } from '../../../lib/promql/write-selector.ts'
import { METRICS } from '../../../services/prober/contract/names.ts'
import { ANSWER_LEGEND, ANSWER_TONES, answersBy } from '../../expressions/probe-expressions.ts'
import { linkTo } from '../../panels/link.ts'
import { query } from '../../panels/query.ts'
import { timeSeries } from '../../panels/time-series.ts'
import { UNITS } from '../../panels/units.ts'

/** The panel “Who answered” of some probes, with what a board says to do about it. */
export function whoAnswered(of: Matchers, { act, runbook }: { readonly act: string; readonly runbook: string }) {
  return timeSeries({
    title: 'Who answered',
    about: {
      what: 'Answers per second by the hop that made them and by status class.',
      how: `Growth of \`${METRICS.responses}\` per second.`,
      act,
      runbook,
    },
    unit: UNITS.events,
    stacked: 'area',
    toned: ANSWER_TONES,
    noValue: 'no answer, or not measured',
    queries: [query(answersBy(of), ANSWER_LEGEND)],
    links: [linkTo('app')],
  })
}
