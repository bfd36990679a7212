import { LABELS, SERIES_LABELS } from './labels.ts'
import {
  ANSWERERS,
  BUDGETS,
  CERTIFICATE_ROLES,
  CODE_CLASSES,
  CONFIRMATIONS,
  DURATION_BOUNDS_SECONDS,
  INVALID_CAUSES,
  METRICS,
  PHASE_BOUNDS_SECONDS,
  PHASES,
  SKIP_REASONS,
} from './names.ts'
import { REASON_NAMES } from './reasons.ts'
import type { RowFamily } from './row-family.ts'

const PLAIN = { closed: [], bounds: [] } as const
const ROUTE = { ...PLAIN, subject: SERIES_LABELS } as const

/** The metrics that every probe has on each of its paths. */
export const ROUTE_FAMILIES = {
  probes: {
    ...ROUTE,
    name: METRICS.probes,
    type: 'counter',
    closed: [[LABELS.budget, BUDGETS]],
    help: 'Valid probes of slots: the denominator of every SLI.',
  },
  failures: {
    ...ROUTE,
    name: METRICS.failures,
    type: 'counter',
    closed: [
      [LABELS.budget, BUDGETS],
      [LABELS.reason, REASON_NAMES],
      [LABELS.phase, PHASES],
    ],
    help: 'Bad probes of slots, by reason and phase.',
  },
  duration: {
    ...ROUTE,
    name: METRICS.duration,
    type: 'histogram',
    bounds: DURATION_BOUNDS_SECONDS,
    help: 'Duration of good, counted probes of slots, from connect to the last byte.',
  },
  phases: {
    ...ROUTE,
    name: METRICS.phaseDuration,
    type: 'histogram',
    closed: [[LABELS.phase, PHASES]],
    bounds: PHASE_BOUNDS_SECONDS,
    help: 'Duration of each phase that was reached; a phase that hung is charged the time until the deadline.',
  },
  responses: {
    ...ROUTE,
    name: METRICS.responses,
    type: 'counter',
    closed: [
      [LABELS.answeredBy, ANSWERERS],
      [LABELS.codeClass, CODE_CLASSES],
    ],
    help: 'Responses, by the hop that made them and by status class.',
  },
  confirmations: {
    ...ROUTE,
    name: METRICS.confirmations,
    type: 'counter',
    closed: [[LABELS.outcome, CONFIRMATIONS]],
    help: 'Confirmation probes after a first failure, by outcome; in no SLI.',
  },
  failureScore: {
    ...ROUTE,
    name: METRICS.failureScore,
    type: 'gauge',
    help: 'CUSUM of failures: rises with each bad probe and falls slowly with good ones; a high score means that more than one probe in a thousand fails.',
  },
  notAfter: {
    ...ROUTE,
    name: METRICS.certificateNotAfter,
    type: 'gauge',
    closed: [[LABELS.role, CERTIFICATE_ROLES]],
    help: 'When the certificate expires, also after it has: the leaf, or the first to expire in the chain.',
  },
  lastSuccess: {
    ...ROUTE,
    name: METRICS.lastSuccess,
    type: 'gauge',
    help: 'When the last good probe of a slot ended.',
  },
  lastRun: { ...ROUTE, name: METRICS.lastRun, type: 'gauge', help: 'When the last probe of a slot ended.' },
  slots: {
    ...ROUTE,
    name: METRICS.slots,
    type: 'counter',
    help: 'Slots that came due; equals probes + invalid + skipped + in flight.',
  },
  skipped: {
    ...ROUTE,
    name: METRICS.slotsSkipped,
    type: 'counter',
    closed: [[LABELS.reason, SKIP_REASONS]],
    help: 'Slots that were not measured, by reason.',
  },
  invalid: {
    ...ROUTE,
    name: METRICS.samplesInvalid,
    type: 'counter',
    closed: [[LABELS.cause, INVALID_CAUSES]],
    help: 'Invalid samples, which are in no SLI, by cause.',
  },
  setAside: {
    ...ROUTE,
    name: METRICS.setAside,
    type: 'gauge',
    help: 'Whether the prober does not probe this route for a while, because it fails on it by a fault of its own.',
  },
  inflight: {
    ...ROUTE,
    name: METRICS.inflight,
    type: 'gauge',
    help: 'Slots whose probe is running.',
  },
} as const satisfies Record<string, RowFamily>

/** The metrics that every probe has, whatever its paths. */
export const PROBE_FAMILIES = {
  overhead: {
    ...PLAIN,
    name: METRICS.pathOverhead,
    type: 'histogram',
    subject: [LABELS.probe, LABELS.vantage],
    bounds: PHASE_BOUNDS_SECONDS,
    help: 'Time to first byte on the edge path minus that on the ingress path, in the same slot; negative values count as 0.',
  },
  maintenance: {
    ...PLAIN,
    name: METRICS.maintenanceActive,
    type: 'gauge',
    subject: [LABELS.probe],
    help: 'Whether a probe is in maintenance, so that its samples spend no error budget.',
  },
} as const satisfies Record<string, RowFamily>
