import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { DURATION_BOUNDS_SECONDS, METRICS, PHASE_BOUNDS_SECONDS } from './core/names.ts'

/** The bounds that tell a prober in order from one that lies: a millisecond is fine, ten are not. */
const SELF_BOUNDS_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5] as const

const WHERE = ['probe', 'path', 'vantage'] as const

/** Every metric of the prober, declared once: name, help, labels. */
export function createSeries(registry: Registry) {
  const registers = [registry]
  const counter = <Label extends string>(name: string, labelNames: readonly Label[], help: string) =>
    new Counter({ name, help, labelNames, registers })
  const gauge = <Label extends string>(name: string, labelNames: readonly Label[], help: string) =>
    new Gauge({ name, help, labelNames, registers })
  const histogram = <Label extends string>(
    name: string,
    labelNames: readonly Label[],
    buckets: readonly number[],
    help: string,
  ) => new Histogram({ name, help, labelNames, buckets: [...buckets], registers })
  return {
    probes: counter(METRICS.probes, [...WHERE, 'budget'], 'Valid probes of slots: the denominator of every SLI.'),
    failures: counter(
      METRICS.failures,
      [...WHERE, 'budget', 'reason', 'phase'],
      'Bad probes of slots, by why and in which phase.',
    ),
    duration: histogram(
      METRICS.duration,
      WHERE,
      DURATION_BOUNDS_SECONDS,
      'Good, counted probes of slots, from connect to the last byte.',
    ),
    phases: histogram(
      METRICS.phaseDuration,
      [...WHERE, 'phase'],
      PHASE_BOUNDS_SECONDS,
      'Time of each phase that was reached; one that hung has the time it hung.',
    ),
    responses: counter(
      METRICS.responses,
      [...WHERE, 'answered_by', 'code_class'],
      'Replies, by who wrote them and the class of their status.',
    ),
    confirmations: counter(
      METRICS.confirmations,
      [...WHERE, 'outcome'],
      'Probes of the burst after a first failure; in no SLI.',
    ),
    failureScore: gauge(
      METRICS.failureScore,
      WHERE,
      'CUSUM of failures: rises with each bad probe, falls slowly with good ones; high means a change for the worse.',
    ),
    overhead: histogram(
      METRICS.pathOverhead,
      ['probe', 'vantage'],
      PHASE_BOUNDS_SECONDS,
      'First byte on the edge path minus first byte on the ingress path, of the same slot; below 0 counts as 0.',
    ),
    faultDomain: gauge(METRICS.faultDomain, ['domain'], 'Which hop is broken: the current verdict is 1, the others 0.'),
    notAfter: gauge(
      METRICS.certificateNotAfter,
      [...WHERE, 'role'],
      'When the certificate ends, also when it has; role leaf, or the earliest end of the chain.',
    ),
    lastSuccess: gauge(METRICS.lastSuccess, WHERE, 'When the last good probe of a slot ended.'),
    lastRun: gauge(METRICS.lastRun, WHERE, 'When the last probe of a slot ended.'),
    slots: counter(METRICS.slots, WHERE, 'Slots that came due: probes + invalid + skipped + in flight.'),
    skipped: counter(METRICS.slotsSkipped, [...WHERE, 'reason'], 'Slots that were not measured, by why.'),
    invalid: counter(
      METRICS.samplesInvalid,
      [...WHERE, 'cause'],
      'Samples that were measured and are not believed, by why.',
    ),
    inflight: gauge(METRICS.inflight, WHERE, 'Slots whose probe runs now.'),
    startDelay: histogram(
      METRICS.startDelay,
      [],
      SELF_BOUNDS_SECONDS,
      'From when a slot is due to when its probe starts.',
    ),
    lag: histogram(
      METRICS.eventLoopLag,
      [],
      SELF_BOUNDS_SECONDS,
      'Lateness of the probing thread’s loop, looked at while probes run.',
    ),
    utilization: gauge(
      METRICS.eventLoopUtilization,
      [],
      'Share of the last second in which the probing thread was busy.',
    ),
    calibration: histogram(
      METRICS.calibrationError,
      [],
      SELF_BOUNDS_SECONDS,
      'Difference between what the prober measures of its own reference and the truth.',
    ),
    maintenance: gauge(METRICS.maintenanceActive, ['probe'], 'Whether samples of a probe spend no budget now.'),
    reloadGood: gauge(
      METRICS.reloadSuccessful,
      [],
      'Whether the definitions were taken over when they were last read.',
    ),
    reloadTime: gauge(METRICS.reloadTime, [], 'When definitions were last taken over.'),
    restarts: counter(
      METRICS.workerRestarts,
      ['cause'],
      'Times the probing thread ended by itself or hung, and was started anew.',
    ),
    buildInfo: gauge(METRICS.buildInfo, ['version', 'vantage'], 'The prober that runs, always 1.'),
  }
}

export type Series = ReturnType<typeof createSeries>
