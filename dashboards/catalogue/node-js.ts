import { type Metric, metrics } from './metric.ts'

/** The metrics that we use of prom-client's defaults about the Node.js process. */
export const NODE_JS = {
  cpuSeconds: 'process_cpu_seconds_total',
  residentMemory: 'process_resident_memory_bytes',
  startTime: 'process_start_time_seconds',
  eventLoopLagP99: 'nodejs_eventloop_lag_p99_seconds',
  heapUsed: 'nodejs_heap_size_used_bytes',
  heapTotal: 'nodejs_heap_size_total_bytes',
  gcDuration: 'nodejs_gc_duration_seconds',
} as const

export const NODE_JS_LABELS = { kind: 'kind' } as const

export const NODE_JS_METRICS: readonly Metric[] = [
  ...metrics('counter', { [NODE_JS.cpuSeconds]: [] }),
  ...metrics('gauge', {
    [NODE_JS.residentMemory]: [],
    [NODE_JS.startTime]: [],
    [NODE_JS.eventLoopLagP99]: [],
    [NODE_JS.heapUsed]: [],
    [NODE_JS.heapTotal]: [],
  }),
  ...metrics('histogram', { [NODE_JS.gcDuration]: [NODE_JS_LABELS.kind] }),
]
