/** Recorded series, under sloth's public names where sloth has one, so dashboards made for it keep working. */
export const SERIES = {
  errorRatio: (window: string) => `slo:sli_error:ratio_rate${window}`,
  /** Bad events a second over five minutes: the recorded sum that the long windows are made of. */
  errors: 'slo:sli_errors:rate5m',
  /** All events a second over five minutes. */
  total: 'slo:sli_total:rate5m',
  /** The part of the bad events that came as the first value of a series not seen before; no rate shows those. */
  firstErrors: 'slo:sli_first_errors:rate5m',
  /**
   * The means of both since the last evaluation, a tenth of the samples or less: days and the period are summed from
   * them.
   */
  sparseErrors: 'slo:sli_errors_sparse:rate5m',
  sparseTotal: 'slo:sli_total_sparse:rate5m',
  /** The part of a period that data can have covered, 0 to 1. */
  coverage: (window: string) => `slo:sli_coverage:ratio_rate${window}`,
  /** When the SLO's data begins: a young service cannot have spent the budget of a month. */
  firstSample: 'slo:sli_born:timestamp_seconds',
  /** The earliest hour of the period with data: it survives a restart, and covers data from before the rules. */
  earliestSample: 'slo:sli_history:timestamp_seconds',
  objective: 'slo:objective:ratio',
  errorBudget: 'slo:error_budget:ratio',
  periodDays: 'slo:time_period:days',
  currentBurnRate: 'slo:current_burn_rate:ratio',
  periodBurnRate: 'slo:period_burn_rate:ratio',
  budgetRemaining: 'slo:period_error_budget_remaining:ratio',
  info: 'sloth_slo_info',
} as const

/** The recorded sums of events, which all windows beyond an hour are made of. */
export const EVENT_SUMS = [
  SERIES.errors,
  SERIES.total,
  SERIES.firstErrors,
  SERIES.sparseErrors,
  SERIES.sparseTotal,
] as const

/** Labels of recorded series and alerts, spelled as sloth spells them. */
export const LABELS = {
  id: 'sloth_id',
  service: 'sloth_service',
  slo: 'sloth_slo',
  window: 'sloth_window',
  severity: 'sloth_severity',
  objective: 'sloth_objective',
  spec: 'sloth_spec',
  mode: 'sloth_mode',
  version: 'sloth_version',
} as const

/** Alerts that are equal in these labels are one incident: one page, however many of them fire. */
export const PAGE_GROUP = [LABELS.service, LABELS.severity] as const

/** The alert for an SLO without data. */
export const DATA_MISSING_ALERT = 'SLODataMissing'

/** The alert for more errors than events. */
export const IMPOSSIBLE_RATIO_ALERT = 'SLOImpossibleRatio'

/** The alert for a budget that is spent. */
export const BUDGET_EXHAUSTED_ALERT = 'SLOBudgetExhausted'
