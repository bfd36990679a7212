import { type Matchers, selector } from '../../lib/promql/write-selector.ts'
import { type Slo, sloId } from '../../slo/core/model.ts'
import { LABELS, SERIES } from '../../slo/core/names.ts'
import { windowName } from '../../slo/core/windows.ts'
import { FOREVER_SECONDS } from '../panels/standard-thresholds.ts'

/** One value for each SLO, named by nothing but its id; of what two Prometheus recorded alike, it is counted once. */
export function perSlo(expr: string): string {
  return `max by (${LABELS.id}) (${expr})`
}

/** How many times faster than allowed the budget burns, over a window. */
export function burn(window: string, of: Matchers = {}): string {
  const errors = selector(SERIES.errorRatio(window), of)
  return `${errors} / on (${LABELS.id}) group_left ${selector(SERIES.errorBudget, of)}`
}

/** The value of an SLO, or NaN where it has an objective but no value: known to be unknown, which shows as blind. */
export function orUnknown(expr: string): string {
  return `${perSlo(expr)} or NaN * ${perSlo(SERIES.objective)}`
}

/** Good ÷ all events over the period. SLOs with another period than most record it under another name. */
export function periodSli(slos: readonly Slo[], of: Matchers = {}): string {
  return `1 - (${overPeriods(slos, period => selector(SERIES.errorRatio(period), of))})`
}

/** How often we look at a period for holes; a shorter one may go unseen. */
const LOOK_EVERY_MINUTES = 10

/** The part of the period that data covers: looks at it that find a recorded total ÷ all looks. */
export function periodCoverage(slos: readonly Slo[]): string {
  return periods(slos)
    .map(period => {
      const own = slos.filter(slo => windowName(slo.period) === period)
      const total = selector(SERIES.sparseTotal, { [LABELS.id]: ['=~', own.map(sloId).join('|')] })
      const looks = (own[0]?.period ?? 0) / (LOOK_EVERY_MINUTES * 60_000)
      return perSlo(`clamp_max(count_over_time(${total}[${period}:${LOOK_EVERY_MINUTES}m]) / ${looks}, 1)`)
    })
    .join(' or ')
}

/** The periods that SLOs have, in rule order. */
export function periods(slos: readonly Slo[]): readonly string[] {
  return [...new Set(slos.map(({ period }) => windowName(period)))]
}

function overPeriods(slos: readonly Slo[], series: (period: string) => string): string {
  return periods(slos)
    .map(period => perSlo(series(period)))
    .join(' or ')
}

/**
 * How long the budget lasts at the burn rate of six hours, in seconds: 0 once it is spent, burning or not, and
 * FOREVER_SECONDS at most, for a budget that nothing burns lasts for ever.
 */
export function exhaustion(of: Matchers = {}): string {
  const left = perSlo(`clamp_min(${selector(SERIES.budgetRemaining, of)}, 0)`)
  const period = perSlo(`${selector(SERIES.periodDays, of)} * 86400`)
  return `${left} == 0 or clamp_max(${left} * ${period} / ${perSlo(burn('6h', of))}, ${FOREVER_SECONDS})`
}

/** A part of a whole without the digits that a panel does not show: rounded, 99.9996 % would read as all. */
export function roundedDown(expr: string, decimals: number): string {
  const steps = 100 * 10 ** decimals
  // What floating point lacks to a whole step is not to be taken for a step less.
  return `floor(${steps} * (${expr}) + 0.000001) / ${steps}`
}

/**
 * What is left of the calendar month's budget. PromQL cannot name "since the first": of the last 31 days we take the
 * six-hour windows, which tile time, of the month that it was at each point. Three months can meet in 31 days (January,
 * February, March), so they are distinguished by their number modulo three.
 */
export function calendarBudgetLeft(of: Matchers): string {
  const ratio = perSlo(selector(SERIES.errorRatio('6h'), of))
  const spent = [0, 1, 2].map(rest => {
    const isMonth = `month() % 3 == ${rest}`
    return `sum_over_time((${ratio} and on () ${isMonth})[31d:6h]) and on () ${isMonth}`
  })
  const budget = perSlo(selector(SERIES.errorBudget, of))
  return `1 - (${spent.join(' or ')}) / 4 / on () group_left () days_in_month() / ${budget}`
}
