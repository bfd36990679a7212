/** The prober's metric names: rules, dashboards and the prober itself import them from here, so none can be misspelt. */
export const METRICS = {
  probes: 'synthetic_probes_total',
  failures: 'synthetic_probe_failures_total',
  duration: 'synthetic_probe_duration_seconds',
  phaseDuration: 'synthetic_probe_phase_duration_seconds',
  responses: 'synthetic_probe_responses_total',
  pathOverhead: 'synthetic_path_overhead_seconds',
  faultDomain: 'synthetic_fault_domain',
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
  buildInfo: 'prober_build_info',
} as const

/** The routes a request can take to the app, outermost first. */
export const PATHS = ['edge', 'ingress', 'app'] as const
export type Path = (typeof PATHS)[number]

/** Which hop is broken, by the prober's latest round. */
export const FAULT_DOMAINS = ['none', 'dns', 'edge', 'ingress', 'app', 'prober', 'unknown'] as const
export type FaultDomain = (typeof FAULT_DOMAINS)[number]

/** The part of a probe's time that passed between two events on its socket. */
export const PHASES = ['dns', 'connect', 'tls', 'send', 'wait', 'transfer'] as const
export type Phase = (typeof PHASES)[number]
