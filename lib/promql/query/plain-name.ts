/** Whether every Prometheus takes a label's name; version 3 takes any text. */
export function isPlainLabel(name: string): boolean {
  return /^[a-zA-Z_]\w*$/.test(name)
}

/** The same of a metric's name. */
export function isPlainMetric(name: string): boolean {
  return /^[a-zA-Z_:][\w:]*$/.test(name)
}
