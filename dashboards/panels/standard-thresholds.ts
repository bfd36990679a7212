import { CERTIFICATE_DAYS } from '../../services/monitoring/core/alert-bounds.ts'
import type { AlertSeverity } from '../../slo/core/model.ts'
import { ALERT_WINDOWS, burnRate, DEFAULT_PERIOD, fastestPageRate } from '../../slo/core/windows.ts'
import { LOW_BUDGET, type Tone } from '../../slo/report/tones.ts'
import type { Word } from './panel.ts'
import { ANY_NEGATIVE, type Thresholds, thresholds } from './thresholds.ts'

/** The tone of a firing alert by its severity. */
export const SEVERITY_TONES: Readonly<Record<AlertSeverity, Tone>> = { page: 'bad', ticket: 'warn' }

/** The burn rates at which alerts fire, fastest first, with their windows: the same constants as in the rules. */
export const BURN_THRESHOLDS = ALERT_WINDOWS.map(window => ({
  window,
  rate: burnRate(window, DEFAULT_PERIOD),
  tone: SEVERITY_TONES[window.severity],
}))

/** The burn rate of the fastest page. */
export const PAGE_RATE = fastestPageRate()

/** A burn rate: a warning from 1, bad from the rate of the fastest page. */
export const BURN: Thresholds = thresholds([0, 'good'], [1, 'warn'], [PAGE_RATE, 'bad'])

/** What is left of an error budget: spent at 0, or low. */
export const BUDGET: Thresholds = thresholds([ANY_NEGATIVE, 'bad'], [0.000_001, 'warn'], [LOW_BUDGET, 'good'])

/** The same bounds as lines in a graph: below a line, the budget has the line's tone. */
export const BUDGET_LINES: Thresholds = thresholds([0, 'bad'], [LOW_BUDGET, 'warn'])

/** A count of things of which there should be none. */
export const NONE_WANTED: Thresholds = thresholds([0, 'good'], [1, 'bad'])

/** A count of things of which there should be none, that can wait until morning. */
export const NONE_WANTED_SOON: Thresholds = thresholds([0, 'good'], [1, 'warn'])

/** A count of things that are not measured. */
export const NONE_UNSEEN: Thresholds = thresholds([0, 'good'], [1, 'blind'])

/** The ratio of a period that has data. */
export const COVERAGE: Thresholds = thresholds([0, 'blind'], [0.9, 'warn'], [0.99, 'good'])

/**
 * Time until a certificate expires, in seconds: a warning when its ticket opens, bad when half of that time has passed.
 */
export const CERTIFICATE_LEFT: Thresholds = thresholds(
  [ANY_NEGATIVE, 'bad'],
  [(CERTIFICATE_DAYS / 2) * 86_400, 'warn'],
  [CERTIFICATE_DAYS * 86_400, 'good'],
)

/** Time until a budget is spent, in seconds: 0 once it is. */
export const EXHAUSTION: Thresholds = thresholds([0, 'bad'], [3 * 86_400, 'warn'], [30 * 86_400, 'good'])

/** A budget that lasts a hundred years, in seconds, does not burn. */
export const FOREVER_SECONDS = 100 * 365 * 86_400

/** The words for the lowest and the highest value of EXHAUSTION. */
export const EXHAUSTION_WORDS: readonly Word[] = [
  { value: 0, text: 'spent', tone: 'bad' },
  { value: FOREVER_SECONDS, isLeast: true, text: 'not burning', tone: 'good' },
]

/** The ratio of a resource that is in use. */
export const USED: Thresholds = thresholds([0, 'good'], [0.8, 'warn'], [0.95, 'bad'])

/** The rates at which alerts fire, as lines in a graph, lowest first. */
export const BURN_LINES: Thresholds = [...BURN_THRESHOLDS]
  .sort((a, b) => a.rate - b.rate)
  .map(({ rate, tone }) => ({ from: rate, tone }))

/** The ratio of requests or probes that fail, where there is no SLO. */
export const ERROR_LINES: Thresholds = thresholds([0.01, 'warn'], [0.05, 'bad'])

/** Where the axis of such a ratio ends while it is low, so that both lines are visible. */
export const ERROR_AXIS = 0.1
