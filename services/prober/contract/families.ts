import type { MetricFamily } from '../../../lib/metric-family.ts'
import { LABELS } from './labels.ts'
import { METRICS } from './names.ts'
import { PROBE_FAMILIES, ROUTE_FAMILIES } from './row-families.ts'
import { familyOf } from './row-family.ts'

/** Bounds in seconds that separate a sound prober from an unsound one: a millisecond is fine, ten are not. */
const SELF_BOUNDS_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5] as const

const COUNTER = { type: 'counter', labels: [], bounds: [] } as const
const GAUGE = { type: 'gauge', labels: [], bounds: [] } as const
const SELF_HISTOGRAM = { type: 'histogram', labels: [], bounds: SELF_BOUNDS_SECONDS } as const

/** The metrics that a prober has once, whatever it probes. */
export const OWN_FAMILIES = {
  faultDomain: {
    ...GAUGE,
    name: METRICS.faultDomain,
    labels: [LABELS.domain],
    help: 'Which hop is broken: the current fault domain is 1, the others 0.',
  },
  faultInstances: {
    ...GAUGE,
    name: METRICS.faultInstances,
    labels: [LABELS.outcome],
    help: 'Instances of the broken hop that fail (bad) and that answer (good), where the failures follow some of them; else 0.',
  },
  faultSlow: {
    ...GAUGE,
    name: METRICS.faultSlow,
    help: 'Whether the hop that is named answers, only slower than it should.',
  },
  startDelay: {
    ...SELF_HISTOGRAM,
    name: METRICS.startDelay,
    help: 'Time from when a slot is due to when its probe starts.',
  },
  lag: {
    ...SELF_HISTOGRAM,
    name: METRICS.eventLoopLag,
    help: 'Delay of the probing thread’s event loop, measured while probes run.',
  },
  utilization: {
    ...GAUGE,
    name: METRICS.eventLoopUtilization,
    help: 'Ratio of the last second in which the probing thread was busy.',
  },
  calibration: {
    ...SELF_HISTOGRAM,
    name: METRICS.calibrationError,
    help: 'Error of the prober’s measurement of its own reference server, whose delay is known.',
  },
  reloadGood: {
    ...GAUGE,
    name: METRICS.reloadSuccessful,
    help: 'Whether the last reload of the definitions was successful.',
  },
  reloadTime: { ...GAUGE, name: METRICS.reloadTime, help: 'When definitions were last loaded successfully.' },
  restarts: {
    ...COUNTER,
    name: METRICS.workerRestarts,
    labels: [LABELS.cause],
    help: 'Restarts of the probing thread, after it ended by itself or hung.',
  },
  exceptions: {
    ...COUNTER,
    name: METRICS.workerExceptions,
    help: 'Exceptions in the probing thread that belonged to no running probe; the log has each.',
  },
  buildInfo: {
    ...GAUGE,
    name: METRICS.buildInfo,
    labels: [LABELS.version, LABELS.vantage],
    help: 'Version and vantage of the running prober; always 1.',
  },
} as const satisfies Record<string, MetricFamily>

/** Every metric of the prober, in the order of its exposition. */
export const FAMILIES: readonly MetricFamily[] = [
  ...[...Object.values(ROUTE_FAMILIES), ...Object.values(PROBE_FAMILIES)].map(familyOf),
  ...Object.values(OWN_FAMILIES),
]
