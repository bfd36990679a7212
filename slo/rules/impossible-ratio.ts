import type { CounterTerm } from '../../lib/promql/query/counter-term.ts'
import { isMiss, readEventCount } from '../../lib/promql/query/event-count.ts'
import { areApart, implies } from '../../lib/promql/query/matching-values.ts'
import { termKey } from '../../lib/promql/query/normal-events.ts'
import { seriesOf } from '../core/identity.ts'
import { type EventSli, type Slo, sloId } from '../core/model.ts'
import { IMPOSSIBLE_RATIO_ALERT, SERIES } from '../core/names.ts'
import type { AlertingRule } from '../core/rule-group.ts'
import { BASE_RANGE } from '../core/windows.ts'

/** Rates of two counters are extrapolated by themselves, so that all events bad may read as a little more. */
const ABOVE_ALL = 1.05

/** A scrape of one metric and not of the other is over sooner. */
const IMPOSSIBLE_FOR = '15m'

/**
 * The alert for more errors than events, where the queries do not show that errors are among all events: the SLO then
 * measures something else than it says.
 */
export function impossibleRatioAlert(slo: Slo, labels: AlertingRule['labels']): readonly AlertingRule[] {
  if (slo.sli.kind === 'events' && areErrorsEvents(slo.sli)) return []
  const ratio = seriesOf(slo, SERIES.errorRatio(BASE_RANGE))
  return [
    {
      alert: IMPOSSIBLE_RATIO_ALERT,
      expr: `${ratio} > ${ABOVE_ALL}`,
      for: IMPOSSIBLE_FOR,
      labels,
      annotations: {
        title: `${sloId(slo)}: more errors than events`,
        summary: `The SLO ${sloId(slo)} has counted {{ $value | humanizePercentage }} of all events as bad for ${IMPOSSIBLE_FOR}: its error query counts what its total does not, or with a factor.`,
        runbook: 'docs/runbooks/slo-impossible-ratio.md',
      },
    },
  ]
}

/** Whether the queries show that every error is one of all events. */
function areErrorsEvents(sli: EventSli): boolean {
  if (sli.probe !== undefined) return true
  if (sli.parts !== undefined) return sli.parts.every(areErrorsEvents)
  const [errors, total] = [readEventCount(sli.errorQuery), readEventCount(sli.totalQuery)]
  if (isMiss(errors) || isMiss(total)) return false
  const all = total.terms.filter(({ factor }) => factor > 0)
  const counted = errors.terms.filter(({ factor }) => factor > 0)
  const isOnce = counted.every((one, index) => counted.slice(index + 1).every(other => isApart(one, other)))
  // What is taken away from all events is no part of them.
  const taken = total.terms.filter(({ factor }) => factor < 0)
  const isLeft = counted.every(term => taken.every(other => isApart(term, other)))
  return isOnce && isLeft && counted.every(term => all.some(whole => isPartOf(term, whole)))
}

function isApart(one: CounterTerm, other: CounterTerm): boolean {
  return one.selector.metric === other.selector.metric && areApart(one.selector.matchers, other.selector.matchers)
}

function isPartOf(part: CounterTerm, whole: CounterTerm): boolean {
  if (part.factor > whole.factor || part.selector.metric !== whole.selector.metric) return false
  return termKey(part) === termKey(whole) || whole.selector.matchers.every(one => implies(part.selector.matchers, one))
}
