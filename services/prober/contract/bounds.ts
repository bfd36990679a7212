import { type Duration, hours } from '../../../lib/duration.ts'

/** The bounds that the prober judges itself by; alerts and dashboards import them, so that all use the same number. */

/** The ratio of time that the probing thread may be busy; above it the slowest measurements are its own delay. */
export const BUSY = 0.6

/** The largest error in seconds that the prober may make on its own reference; beyond it samples are invalid. */
export const TOLERANCE_SECONDS = 0.02

/** The failure score (a CUSUM) at which failures are certain enough to page; `cusum.ts` explains the number. */
export const FAILURE_SCORE_PAGES = 12

/** A maintenance that is left running must not take a whole month out of the SLOs. */
export const LONGEST_MAINTENANCE: Duration = hours(24)
