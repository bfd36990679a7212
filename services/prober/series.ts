import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Family } from './contract/family.ts'
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
} from './contract/names.ts'
import { REASON_NAMES } from './contract/reasons.ts'

/** The bounds that tell a prober in order from one that lies: a millisecond is fine, ten are not. */
const SELF_BOUNDS_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5] as const

const ROUTE = { subject: ['probe', 'path', 'vantage'], bounds: [] } as const

/** The metrics that every probe has on each of its paths. */
export const ROUTE_SERIES = {
  probes: {
    ...ROUTE,
    name: METRICS.probes,
    type: 'counter',
    labels: [['budget', BUDGETS]],
    help: 'Valid probes of slots: the denominator of every SLI.',
  },
  failures: {
    ...ROUTE,
    name: METRICS.failures,
    type: 'counter',
    labels: [
      ['budget', BUDGETS],
      ['reason', REASON_NAMES],
      ['phase', PHASES],
    ],
    help: 'Bad probes of slots, by why and in which phase.',
  },
  duration: {
    ...ROUTE,
    name: METRICS.duration,
    type: 'histogram',
    labels: [],
    bounds: DURATION_BOUNDS_SECONDS,
    help: 'Good, counted probes of slots, from connect to the last byte.',
  },
  phases: {
    ...ROUTE,
    name: METRICS.phaseDuration,
    type: 'histogram',
    labels: [['phase', PHASES]],
    bounds: PHASE_BOUNDS_SECONDS,
    help: 'Time of each phase that was reached; one that hung has the time it hung.',
  },
  responses: {
    ...ROUTE,
    name: METRICS.responses,
    type: 'counter',
    labels: [
      ['answered_by', ANSWERERS],
      ['code_class', CODE_CLASSES],
    ],
    help: 'Replies, by who wrote them and the class of their status.',
  },
  confirmations: {
    ...ROUTE,
    name: METRICS.confirmations,
    type: 'counter',
    labels: [['outcome', CONFIRMATIONS]],
    help: 'Probes of the burst after a first failure; in no SLI.',
  },
  failureScore: {
    ...ROUTE,
    name: METRICS.failureScore,
    type: 'gauge',
    labels: [],
    help: 'CUSUM of failures: rises with each bad probe, falls slowly with good ones; high means a change for the worse.',
  },
  notAfter: {
    ...ROUTE,
    name: METRICS.certificateNotAfter,
    type: 'gauge',
    labels: [['role', CERTIFICATE_ROLES]],
    help: 'When the certificate ends, also when it has; role leaf, or the earliest end of the chain.',
  },
  lastSuccess: {
    ...ROUTE,
    name: METRICS.lastSuccess,
    type: 'gauge',
    labels: [],
    help: 'When the last good probe of a slot ended.',
  },
  lastRun: { ...ROUTE, name: METRICS.lastRun, type: 'gauge', labels: [], help: 'When the last probe of a slot ended.' },
  slots: {
    ...ROUTE,
    name: METRICS.slots,
    type: 'counter',
    labels: [],
    help: 'Slots that came due: probes + invalid + skipped + in flight.',
  },
  skipped: {
    ...ROUTE,
    name: METRICS.slotsSkipped,
    type: 'counter',
    labels: [['reason', SKIP_REASONS]],
    help: 'Slots that were not measured, by why.',
  },
  invalid: {
    ...ROUTE,
    name: METRICS.samplesInvalid,
    type: 'counter',
    labels: [['cause', INVALID_CAUSES]],
    help: 'Samples that were measured and are not believed, by why.',
  },
  inflight: {
    ...ROUTE,
    name: METRICS.inflight,
    type: 'gauge',
    labels: [],
    help: 'Slots whose probe runs now.',
  },
} as const satisfies Record<string, Family>

/** The metrics that every probe has, whatever its paths. */
export const PROBE_SERIES = {
  overhead: {
    name: METRICS.pathOverhead,
    type: 'histogram',
    subject: ['probe', 'vantage'],
    labels: [],
    bounds: PHASE_BOUNDS_SECONDS,
    help: 'First byte on the edge path minus first byte on the ingress path, of the same slot; below 0 counts as 0.',
  },
  maintenance: {
    name: METRICS.maintenanceActive,
    type: 'gauge',
    subject: ['probe'],
    labels: [],
    bounds: [],
    help: 'Whether samples of a probe spend no budget now.',
  },
} as const satisfies Record<string, Family>

/** The metrics that there is one of in the whole prober. */
export function createOwnSeries(registry: Registry) {
  const common = { registers: [registry] }
  const selfBounds = [...SELF_BOUNDS_SECONDS]
  return {
    faultDomain: new Gauge({
      ...common,
      name: METRICS.faultDomain,
      labelNames: ['domain'],
      help: 'Which hop is broken: the current verdict is 1, the others 0.',
    }),
    startDelay: new Histogram({
      ...common,
      name: METRICS.startDelay,
      buckets: selfBounds,
      help: 'From when a slot is due to when its probe starts.',
    }),
    lag: new Histogram({
      ...common,
      name: METRICS.eventLoopLag,
      buckets: selfBounds,
      help: 'Lateness of the probing thread’s loop, looked at while probes run.',
    }),
    utilization: new Gauge({
      ...common,
      name: METRICS.eventLoopUtilization,
      help: 'Share of the last second in which the probing thread was busy.',
    }),
    calibration: new Histogram({
      ...common,
      name: METRICS.calibrationError,
      buckets: selfBounds,
      help: 'Difference between what the prober measures of its own reference and the truth.',
    }),
    reloadGood: new Gauge({
      ...common,
      name: METRICS.reloadSuccessful,
      help: 'Whether the definitions were taken over when they were last read.',
    }),
    reloadTime: new Gauge({ ...common, name: METRICS.reloadTime, help: 'When definitions were last taken over.' }),
    restarts: new Counter({
      ...common,
      name: METRICS.workerRestarts,
      labelNames: ['cause'],
      help: 'Times the probing thread ended by itself or hung, and was started anew.',
    }),
    buildInfo: new Gauge({
      ...common,
      name: METRICS.buildInfo,
      labelNames: ['version', 'vantage'],
      help: 'The prober that runs, always 1.',
    }),
  }
}
