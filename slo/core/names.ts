/** Recorded series, under sloth's public names where sloth has one, so dashboards made for it keep working. */
export const SERIES = {
  errorRatio: (window: string) => `slo:sli_error:ratio_rate${window}`,
  /** Bad events a second over five minutes: the ratio of five minutes, and what dashboards draw. */
  errors: 'slo:sli_errors:rate5m',
  /** All events a second over five minutes. */
  total: 'slo:sli_total:rate5m',
  /** The part of the bad events that came as the first value of a series not seen before; no rate shows those. */
  firstErrors: 'slo:sli_first_errors:rate5m',
  /** The same over half an hour: the ratio of half an hour, and what events are counted from. */
  longErrors: 'slo:sli_errors:rate30m',
  longTotal: 'slo:sli_total:rate30m',
  /** The bad events since the evaluation before, whole ones: every window of an hour and more is a sum of them. */
  errorCount: 'slo:sli_errors:increase',
  /** All events since the evaluation before. */
  totalCount: 'slo:sli_total:increase',
  /** The bad events as they were counted; `errorCount` loses those that are given back, this never does. */
  seenErrors: 'slo:sli_errors_seen:increase',
  /** When a bad event was counted last: an evaluation that found more of them than the one before. */
  lastError: 'slo:sli_last_error:timestamp_seconds',
  /** What the counters of bad and of all events stand at, all series together. */
  errorLevel: 'slo:sli_errors:counter',
  totalLevel: 'slo:sli_total:counter',
  /** What they stood at when events were counted last. */
  countedErrorLevel: 'slo:sli_errors:counter_counted',
  countedTotalLevel: 'slo:sli_total:counter_counted',
  /** What they should stand at, after all that was counted; what they stand higher after a long gap came in it. */
  accountedErrorLevel: 'slo:sli_errors:counter_accounted',
  accountedTotalLevel: 'slo:sli_total:counter_accounted',
  /** When the last long gap was over, while its events are waited for; 0 where none are. */
  gapEnd: 'slo:sli_gap_end:timestamp_seconds',
  /** When the slow group was evaluated last without a long gap that is waited for: before it, in one. */
  gapStart: 'slo:sli_gap_start:timestamp_seconds',
  /** Events of a gap of about half an hour or more, counted when it is over: of days and the period, not of shorter windows. */
  lateErrors: 'slo:sli_errors_late:increase',
  lateTotal: 'slo:sli_total_late:increase',
  /** Seconds since the evaluation before in which events came. */
  measured: 'slo:sli_measured:seconds',
  /** The same three since the last slow evaluation, a tenth of the samples or less: days and the period are summed from them. */
  sparseErrors: 'slo:sli_errors_sparse:increase',
  sparseTotal: 'slo:sli_total_sparse:increase',
  sparseMeasured: 'slo:sli_measured_sparse:seconds',
  /** The bad ones as they were counted, whether or not they are given back, and without those of a long gap. */
  sparseSeen: 'slo:sli_errors_seen_sparse:increase',
  /** Events of the period until the last slow evaluation, and those since then. */
  periodErrors: (period: string) => `slo:sli_errors:increase${period}`,
  periodTotal: (period: string) => `slo:sli_total:increase${period}`,
  pendingErrors: 'slo:sli_errors_pending:increase',
  pendingTotal: 'slo:sli_total_pending:increase',
  /** All that was counted so far, and how much of it the slow group has summed; they begin again after gaps of hours. */
  runningErrors: 'slo:sli_errors_running:sum',
  runningTotal: 'slo:sli_total_running:sum',
  runningMeasured: 'slo:sli_measured_running:sum',
  summedErrors: 'slo:sli_errors_summed:sum',
  summedTotal: 'slo:sli_total_summed:sum',
  summedMeasured: 'slo:sli_measured_summed:sum',
  /** How many events a whole period has at the rate that was measured. */
  expected: (period: string) => `slo:sli_expected:increase${period}`,
  /** The measured part of a window, 0 to 1: the events in it ÷ those of a whole window at the rate that was measured. */
  coverage: (window: string) => `slo:sli_coverage:ratio_rate${window}`,
  /** Events that were counted at once after a gap of some minutes to half an hour; absent without one. */
  caughtUp: 'slo:sli_caught_up:increase',
  /** When the SLO's data begins. */
  firstSample: 'slo:sli_born:timestamp_seconds',
  /** The earliest beginning that was ever recorded: it survives every gap within a period. */
  earliestSample: 'slo:sli_history:timestamp_seconds',
  objective: 'slo:objective:ratio',
  errorBudget: 'slo:error_budget:ratio',
  periodDays: 'slo:time_period:days',
  currentBurnRate: 'slo:current_burn_rate:ratio',
  periodBurnRate: 'slo:period_burn_rate:ratio',
  budgetRemaining: 'slo:period_error_budget_remaining:ratio',
  info: 'sloth_slo_info',
  /** Always 1, of each rule file that is in force: a Prometheus does not say which version of a file it has loaded. */
  rulesInfo: 'leadline_rules_info',
} as const

/** The recorded counts of bad events. Where they are deleted, the events are given back to the budget. */
export const ERROR_COUNTS = [SERIES.errorCount, SERIES.sparseErrors, SERIES.lateErrors] as const

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

/** The label of `leadline_rules_info`: which rules a file has. */
export const RULES_HASH_LABEL = 'hash'

/** Alerts that are equal in these labels are one incident: one page, however many of them fire. */
export const PAGE_GROUP = [LABELS.service, LABELS.severity] as const

/** The alert for an SLO without data. */
export const DATA_MISSING_ALERT = 'SLODataMissing'

/** The alert for more errors than events. */
export const IMPOSSIBLE_RATIO_ALERT = 'SLOImpossibleRatio'

/** The alert for a budget that is spent. */
export const BUDGET_EXHAUSTED_ALERT = 'SLOBudgetExhausted'
