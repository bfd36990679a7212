import { text } from 'node:stream/consumers'
import { PROBES_FILE } from '../services/prober/contract/probes-file.ts'
import { exampleFinished } from '../services/prober/core/judge/example-sample.ts'
import { loadDefinitions } from '../services/prober/load-definitions.ts'
import { createMetrics as createProberMetrics } from '../services/prober/metrics.ts'
import { createMetrics as createWebMetrics } from '../services/web/metrics.ts'
import { ROUTES } from '../services/web/routes.ts'

/** One metric as Prometheus meets it. */
export interface MetricDescription {
  readonly name: string
  readonly type: string
  readonly help: string
  readonly labels: readonly string[]
}

/** The metrics of an exposition in its order, with the labels their samples carry. */
export function describeExposition(exposition: string): readonly MetricDescription[] {
  const lines = exposition.split('\n')
  return lines.flatMap((line, index) => {
    const [, name = '', help = ''] = /^# HELP (\S+) (.*)$/.exec(line) ?? []
    const type = /^# TYPE \S+ (\S+)$/.exec(lines[index + 1] ?? '')?.[1]
    if (name === '' || type === undefined) return []
    const samples = lines.filter(sample => new RegExp(`^${name}(_bucket|_sum|_count)?[{ ]`).test(sample))
    const labels = samples.flatMap(sample => [...sample.matchAll(/[{,](\w+)="/g)].map(match => match[1] ?? ''))
    return [{ name, type, help, labels: [...new Set(labels)].filter(label => label !== 'le') }]
  })
}

/** What every Node process exports; described by the library that does it. */
const COMMON = /^(process|nodejs)_/

/** The prober's own metrics. */
export async function describeProberMetrics(): Promise<readonly MetricDescription[]> {
  const metrics = createProberMetrics({ vantage: 'local', version: 'dev' })
  metrics.define(loadDefinitions(PROBES_FILE, {}).value)
  metrics.finished(exampleFinished(), 'counted')
  metrics.overhead('home', 0)
  return describeExposition(await text(metrics.expose())).filter(({ name }) => !COMMON.test(name))
}

/** The web app's own metrics. */
export async function describeWebMetrics(): Promise<readonly MetricDescription[]> {
  return describeExposition(await createWebMetrics('dev', ROUTES).expose()).filter(({ name }) => !COMMON.test(name))
}

/** `docs/metrics.md`: every metric that the prober and the web app export. */
export async function renderMetricsDocument(): Promise<string> {
  const prober = await describeProberMetrics()
  const [synthetic, self] = [/^synthetic_/, /^prober_/].map(prefix => prober.filter(({ name }) => prefix.test(name)))
  return `# Metrics

What the prober and the web app export, made by \`node ci/docs.ts\` from the code that exports it; do not edit. Both also
export the \`process_\` and \`nodejs_\` metrics of prom-client. Counters start at 0 before the first event, so that a
first failure is a step that \`rate()\` sees.

The two SLIs: availability is \`1 - synthetic_probe_failures_total / synthetic_probes_total\`, latency is the bucket of
\`synthetic_probe_duration_seconds\` at the threshold over \`synthetic_probes_total\`, both with \`budget="counted"\`
where there is that label. A timeout is bad in both.

The ledger: \`prober_slots_total\` is at every scrape the sum of \`synthetic_probes_total\`,
\`prober_samples_invalid_total\`, \`prober_slots_skipped_total\` and \`prober_inflight_probes\`.

## What probes saw

${table(synthetic ?? [])}
## Whether the prober can be believed

${table(self ?? [])}
## The web app's own view

${table(await describeWebMetrics())}`
}

function table(metrics: readonly MetricDescription[]): string {
  const rows = metrics.map(({ name, type, labels, help }) => {
    const spelled = labels.map(label => `\`${label}\``).join(', ')
    return `| \`${name}\` | ${type} | ${spelled} | ${help.replaceAll('|', '\\|')} |\n`
  })
  return `| metric | type | labels | meaning |\n|---|---|---|---|\n${rows.join('')}\n`
}
