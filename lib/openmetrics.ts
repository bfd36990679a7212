/** A value at a moment in Unix seconds. */
export type MetricSample = readonly [seconds: number, value: number]

/** A series with its samples, oldest first. */
export interface MetricSeries {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly samples: Iterable<MetricSample>
  /**
   * Written as the type of its family where given; the name of a counter ends in `_total`. Series of one family stand
   * together.
   */
  readonly type?: 'counter' | 'gauge'
}

/** Series as OpenMetrics text, which `promtool tsdb create-blocks-from openmetrics` reads. */
export function renderOpenMetrics(series: readonly MetricSeries[]): string {
  const texts = series.map((one, index) => `${typeLine(one, series[index - 1])}${renderSeries(one)}`)
  return `${texts.join('')}# EOF\n`
}

/** Declares a family before its first series; of a family without a type nothing is declared. */
function typeLine(series: MetricSeries, previous: MetricSeries | undefined): string {
  if (series.type === undefined || familyOf(series) === (previous && familyOf(previous))) return ''
  return `# TYPE ${familyOf(series)} ${series.type}\n`
}

function familyOf({ name, type }: MetricSeries): string {
  return type === 'counter' ? name.replace(/_total$/, '') : name
}

/** The lines of one series, for what is written piece by piece. */
export function renderSeries({ name, labels, samples }: Omit<MetricSeries, 'type'>): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`)
  const head = pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`
  const lines: string[] = []
  for (const [seconds, value] of samples) lines.push(`${head} ${renderValue(value)} ${seconds}\n`)
  return lines.join('')
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

function renderValue(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return String(value)
  return value > 0 ? '+Inf' : '-Inf'
}
