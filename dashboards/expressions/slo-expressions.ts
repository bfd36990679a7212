import { type Matchers, selector } from '../../lib/promql/write-selector.ts'
import { type Slo, sloId } from '../../slo/core/model.ts'
import { LABELS, SERIES } from '../../slo/core/names.ts'
import { windowName } from '../../slo/core/windows.ts'
import { FOREVER_SECONDS } from '../panels/standard-thresholds.ts'

/** One value for each SLO, with its id as the only label; what two Prometheus servers recorded counts once. */
export function perSlo(expr: string): string {
  return `max by (${LABELS.id}) (${expr})`
}

/** The burn rate over a window. */
export function burn(window: string, of: Matchers = {}): string {
  const errors = selector(SERIES.errorRatio(window), of)
  return `${errors} / on (${LABELS.id}) group_left ${selector(SERIES.errorBudget, of)}`
}

/** Events of gaps in measuring that were counted when the gap was over, of each SLO, in the last day; 0 without any. */
export function countedLate(of: Matchers = {}): string {
  const none = `0 * ${perSlo(selector(SERIES.objective, of))}`
  return [SERIES.caughtUp, SERIES.lateTotal]
    .map(series => `(${perSlo(`sum_over_time(${selector(series, of)}[1d])`)} or ${none})`)
    .join(' + ')
}

/** The value of an SLO, or NaN where it has an objective but no value, which is shown as blind. */
export function orUnknown(expr: string): string {
  return `${perSlo(expr)} or NaN * ${perSlo(SERIES.objective)}`
}

/** As many digits as the most exact objective has: 99.95 % must not read as 100 %. */
export function objectiveDecimals(slos: readonly Slo[]): number {
  const digits = slos.map(
    ({ objectivePercent }) => (String(Number(objectivePercent.toFixed(6))).split('.')[1] ?? '').length,
  )
  return Math.max(1, ...digits)
}

/** Good ÷ all events over the period. Each period has a recorded series of its own. */
export function periodSli(slos: readonly Slo[], of: Matchers = {}): string {
  return `1 - (${overPeriods(slos, period => selector(SERIES.errorRatio(period), of))})`
}

/** The step in which a period is searched for missing data; a shorter gap may be missed. */
const LOOK_EVERY_MINUTES = 10

/** The ratio of the period that has data: steps at which a total is recorded ÷ all steps. */
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
 * How long the budget lasts at the burn rate of six hours, in seconds: 0 once it is spent, burning or not, and at most
 * FOREVER_SECONDS, for a budget that does not burn.
 */
export function exhaustion(of: Matchers = {}): string {
  const left = perSlo(`clamp_min(${selector(SERIES.budgetRemaining, of)}, 0)`)
  const period = perSlo(`${selector(SERIES.periodDays, of)} * 86400`)
  return `${left} == 0 or clamp_max(${left} * ${period} / ${perSlo(burn('6h', of))}, ${FOREVER_SECONDS})`
}

/** A ratio cut to the digits that a panel shows: rounded, 99.9996 % would read as 100 %. */
export function roundedDown(expr: string, decimals: number): string {
  const steps = 100 * 10 ** decimals
  // A floating-point error just below a whole step must not cost a step.
  return `floor(${steps} * (${expr}) + 0.000001) / ${steps}`
}

/**
 * What is left of the calendar month's budget. PromQL cannot express "since the first", so of the last 31 days it takes
 * the six-hour windows, which do not overlap, of the month of each point. 31 days can touch three months (January,
 * February, March), so months are distinguished by their number modulo three.
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
