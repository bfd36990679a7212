/** Parts of a small SLO file; what is left out is what a good file has. */
export interface ExampleParts {
  readonly version?: string
  readonly service?: string
  readonly labels?: string
  readonly name?: string
  readonly objective?: string
  readonly period?: string
  readonly traffic?: string
  readonly sli?: string
  readonly alerting?: string
  readonly more?: string
}

/** `events` with two queries. */
export function events(error: string, total = 'sum(rate(http_requests_total[{{.window}}]))'): string {
  return `{ events: { error_query: '${error}', total_query: '${total}' } }`
}

const GOOD_SLI = events('sum(rate(http_requests_total{code=~"5.."}[{{.window}}]))')

/** A small SLO file with one thing changed. */
export function sloFile(parts: ExampleParts = {}): string {
  const { version = 'version: prometheus/v1', service = 'service: web', labels = '', more = '' } = parts
  const entry = [
    parts.name ?? 'name: checkout',
    parts.objective ?? 'objective: 99.9',
    parts.period ?? '',
    parts.traffic ?? '',
    parts.sli ?? `sli: ${GOOD_SLI}`,
    parts.alerting ?? 'alerting: { name: WebCheckout }',
  ].filter(line => line !== '')
  const slo = entry.map((line, index) => `  ${index === 0 ? '-' : ' '} ${line}`)
  return `${[version, service, labels, 'slos:', ...slo, more].filter(line => line !== '').join('\n')}\n`
}

/** A file of AlertWindows with one pair changed. */
export function windowsFile(pageQuick: string): string {
  const pair = (percent: number, short: string, long: string): string =>
    `{ errorBudgetPercent: ${percent}, shortWindow: ${short}, longWindow: ${long} }`
  return [
    'apiVersion: sloth.slok.dev/v1',
    'kind: AlertWindows',
    'spec:',
    '  sloPeriod: 30d',
    '  page:',
    `    quick: ${pageQuick}`,
    `    slow: ${pair(5, '30m', '6h')}`,
    '  ticket:',
    `    quick: ${pair(10, '2h', '1d')}`,
    `    slow: ${pair(10, '6h', '3d')}`,
    '',
  ].join('\n')
}

/** An SLO of OpenSLO v1 with one line changed. */
export function openSloFile(parts: {
  readonly objective?: string
  readonly indicator?: string
  readonly more?: string
}): string {
  const source = (query: string): string => `{ metricSource: { type: Prometheus, spec: { query: '${query}' } } }`
  const ratio = `{ counter: true, bad: ${source('sum(http_requests_total{code=~"5.."})')}, total: ${source('sum(http_requests_total)')} }`
  return [
    'apiVersion: openslo/v1',
    'kind: SLO',
    'metadata: { name: checkout }',
    'spec:',
    '  service: web',
    `  ${parts.indicator ?? `indicator: { spec: { ratioMetric: ${ratio} } }`}`,
    `  objectives: [{ ${parts.objective ?? 'target: 0.999'} }]`,
    ...(parts.more === undefined ? [] : [`  ${parts.more}`]),
    '',
  ].join('\n')
}
