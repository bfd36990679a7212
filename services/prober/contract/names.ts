/** The prober's metric names: rules, dashboards and the prober itself import them from here, so none can be misspelt. */
export const METRICS = {
  probes: 'synthetic_probes_total',
  failures: 'synthetic_probe_failures_total',
  duration: 'synthetic_probe_duration_seconds',
  phaseDuration: 'synthetic_probe_phase_duration_seconds',
  responses: 'synthetic_probe_responses_total',
  confirmations: 'synthetic_probe_confirmations_total',
  failureScore: 'synthetic_failure_score',
  pathOverhead: 'synthetic_path_overhead_seconds',
  faultDomain: 'synthetic_fault_domain',
  faultInstances: 'synthetic_fault_instances',
  faultSlow: 'synthetic_fault_slow',
  certificateNotAfter: 'synthetic_tls_certificate_not_after_timestamp_seconds',
  lastSuccess: 'synthetic_last_success_timestamp_seconds',
  lastRun: 'synthetic_last_run_timestamp_seconds',
  slots: 'prober_slots_total',
  slotsSkipped: 'prober_slots_skipped_total',
  samplesInvalid: 'prober_samples_invalid_total',
  startDelay: 'prober_start_delay_seconds',
  eventLoopLag: 'prober_event_loop_lag_seconds',
  eventLoopUtilization: 'prober_event_loop_utilization_ratio',
  inflight: 'prober_inflight_probes',
  calibrationError: 'prober_calibration_error_seconds',
  maintenanceActive: 'prober_maintenance_active',
  reloadSuccessful: 'prober_config_last_reload_successful',
  reloadTime: 'prober_config_last_reload_success_timestamp_seconds',
  setAside: 'prober_probe_set_aside',
  workerRestarts: 'prober_worker_restarts_total',
  workerExceptions: 'prober_worker_exceptions_total',
  buildInfo: 'prober_build_info',
} as const

/** The routes a request can take to the app, outermost first. */
export const PATHS = ['edge', 'ingress', 'app'] as const
export type Path = (typeof PATHS)[number]

/** Which hop is broken, by the prober's latest samples. */
export const FAULT_DOMAINS = ['none', 'dns', 'edge', 'ingress', 'app', 'prober', 'unknown'] as const
export type FaultDomain = (typeof FAULT_DOMAINS)[number]

/** The part of a probe's time that passed between two events on its socket. */
export const PHASES = ['dns', 'connect', 'tls', 'send', 'wait', 'transfer'] as const
export type Phase = (typeof PHASES)[number]

/** What can be probed, and how. */
export const PROBE_KINDS = ['http', 'tls', 'tcp', 'dns', 'journey'] as const
export type ProbeKind = (typeof PROBE_KINDS)[number]

/** The budget of samples that SLIs count. */
export const COUNTED = 'counted'

/** The budget of samples taken in maintenance, which spend nothing. */
export const EXCLUDED = 'excluded'

/** Whether a sample spends error budget: not while its probe is in maintenance. */
export const BUDGETS = [COUNTED, EXCLUDED] as const
export type Budget = (typeof BUDGETS)[number]

/** Who wrote a reply. */
export const ANSWERERS = ['edge', 'ingress', 'app', 'unknown'] as const
export type Answerer = (typeof ANSWERERS)[number]

/** The class of a reply's status, by its first digit. */
export const CODE_CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx', 'other'] as const
export type CodeClass = (typeof CODE_CLASSES)[number]

/** How a probe of the burst after a first failure ended. */
export const CONFIRMATIONS = ['good', 'bad'] as const

/** Which end: the certificate's own, or the earliest in its chain. */
export const CERTIFICATE_ROLES = ['leaf', 'chain'] as const

/** Why a slot was not measured. */
export const SKIP_REASONS = ['missed', 'overload', 'set_aside', 'worker_lost', 'shutdown'] as const
export type SkipReason = (typeof SKIP_REASONS)[number]

/** How the probing thread was lost: it ended by itself, or it hung. */
export const THREAD_LOSSES = ['ended', 'hung'] as const
export type ThreadLoss = (typeof THREAD_LOSSES)[number]

/** Why a sample is invalid. */
export const INVALID_CAUSES = ['loop_late', 'overload', 'clock_step', 'reference', 'self_error'] as const
export type InvalidCause = (typeof INVALID_CAUSES)[number]

/**
 * Upper bounds of the latency histogram in seconds; every threshold an SLO is likely to promise is one of them, so that
 * it is counted exactly.
 */
export const DURATION_BOUNDS_SECONDS = [
  0.005, 0.01, 0.02, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4, 5, 10,
] as const

/** Upper bounds of the phases' histograms in seconds. */
export const PHASE_BOUNDS_SECONDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
] as const

/** The service of alerts about the prober itself, as their label has it. */
export const PROBER_SERVICE = 'prober'
