import type { MetricSample } from './openmetrics.ts'

/** The samples of each series (`name{label="text",…}`, as it is written) in OpenMetrics text. Throws at a line that is none. */
export function parseOpenMetrics(text: string): ReadonlyMap<string, readonly MetricSample[]> {
  const lines = text.split('\n')
  if (lines.pop() !== '' || lines.pop() !== '# EOF') throw new Error('OpenMetrics text ends in "# EOF" and a line feed')
  const found = new Map<string, MetricSample[]>()
  for (const line of lines) {
    if (/^# TYPE [a-zA-Z_:][\w:]* (counter|gauge)$/.test(line)) continue
    const match = SAMPLE.exec(line)
    if (match?.groups === undefined) throw new Error(`"${line}" is no sample`)
    const { series = '', value = '', seconds = '' } = match.groups
    const samples = found.get(series) ?? []
    samples.push([Number(seconds), Number(value.replace('Inf', 'Infinity'))])
    found.set(series, samples)
  }
  return found
}

const SAMPLE =
  /^(?<series>[a-zA-Z_:][\w:]*(?:\{[a-zA-Z_]\w*="(?:[^"\\]|\\.)*"(?:,[a-zA-Z_]\w*="(?:[^"\\]|\\.)*")*\})?) (?<value>NaN|[+-]Inf|-?\d\S*) (?<seconds>\d+(?:\.\d+)?)$/
