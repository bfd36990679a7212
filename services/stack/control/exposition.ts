/** The sum of a metric's series in Prometheus' text format, over those whose labels include `label`; 0 when there are none. */
export function sumOfSeries(exposition: string, metric: string, label = ''): number {
  return exposition
    .split('\n')
    .filter(line => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `))
    .filter(line => line.includes(label))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}
