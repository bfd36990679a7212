/** A time series of a fixture: what a scrape or a rule would have left. */
export interface FixtureSeries {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** The value at a moment, in seconds since 1970; undefined where nobody measured. */
  readonly value: (moment: number) => number | undefined
  /** When it was measured: first, last and every so many seconds. */
  readonly span: Span
}

export interface Span {
  readonly from: number
  readonly to: number
  readonly everySeconds: number
}

/** The series as OpenMetrics text, which `promtool tsdb create-blocks-from openmetrics` reads. */
export function renderOpenMetrics(series: readonly FixtureSeries[]): string {
  return `${series.map(renderSeries).join('')}# EOF\n`
}

function renderSeries({ name, labels, value, span }: FixtureSeries): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`)
  const head = pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`
  const lines: string[] = []
  for (let moment = span.from; moment <= span.to; moment += span.everySeconds) {
    const found = value(moment)
    if (found !== undefined) lines.push(`${head} ${Number(found.toPrecision(12))} ${moment}\n`)
  }
  return lines.join('')
}
