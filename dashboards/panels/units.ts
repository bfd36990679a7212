/** Grafana's ids of the units that we use (packages/grafana-data/src/valueFormats/categories.ts). */
export const UNITS = {
  ratio: 'percentunit',
  seconds: 's',
  timeLeft: 'dtdurations',
  count: 'short',
  burn: 'suffix:×',
  requests: 'reqps',
  events: 'ops',
  bytes: 'bytes',
  bytesPerSecond: 'Bps',
  cores: 'suffix:cores',
  moment: 'dateTimeAsIso',
  text: 'none',
} as const
export type Unit = (typeof UNITS)[keyof typeof UNITS]
