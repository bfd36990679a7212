import { type Metric, metrics } from './metric.ts'

/** The metrics that we use of node_exporter (https://github.com/prometheus/node_exporter). */
export const NODE = {
  cpuSeconds: 'node_cpu_seconds_total',
  memoryAvailable: 'node_memory_MemAvailable_bytes',
  memoryTotal: 'node_memory_MemTotal_bytes',
  diskAvailable: 'node_filesystem_avail_bytes',
  diskSize: 'node_filesystem_size_bytes',
  received: 'node_network_receive_bytes_total',
  sent: 'node_network_transmit_bytes_total',
  cpuPressure: 'node_pressure_cpu_waiting_seconds_total',
  memoryPressure: 'node_pressure_memory_waiting_seconds_total',
  diskPressure: 'node_pressure_io_waiting_seconds_total',
} as const

export const NODE_METRICS: readonly Metric[] = [
  ...metrics('counter', {
    [NODE.cpuSeconds]: ['cpu', 'mode'],
    [NODE.received]: ['device'],
    [NODE.sent]: ['device'],
    [NODE.cpuPressure]: [],
    [NODE.memoryPressure]: [],
    [NODE.diskPressure]: [],
  }),
  ...metrics('gauge', {
    [NODE.memoryAvailable]: [],
    [NODE.memoryTotal]: [],
    [NODE.diskAvailable]: ['device', 'fstype', 'mountpoint'],
    [NODE.diskSize]: ['device', 'fstype', 'mountpoint'],
  }),
]
