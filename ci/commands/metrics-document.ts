import { WATCHED } from '../../dashboards/watched/watched.ts'
import type { MetricFamily } from '../../lib/metric-family.ts'
import { FAMILIES as PROBER } from '../../services/prober/contract/families.ts'
import { LABELS } from '../../services/prober/contract/labels.ts'
import { COUNTED } from '../../services/prober/contract/names.ts'
import { FAMILIES as WEB } from '../../services/web/contract/families.ts'

/** `docs/metrics.md`: every metric that the prober and the web app export. */
export function renderMetricsDocument(): string {
  const [synthetic, self] = [/^synthetic_/, /^prober_/].map(prefix => PROBER.filter(({ name }) => prefix.test(name)))
  return `# Metrics

What the prober and the web app export, made by \`npm run generate\` from the code that exports it; do not edit. Both also
export the \`process_\` and \`nodejs_\` metrics of prom-client. Counters start at 0 before the first event, so that a
first failure is a step that \`rate()\` sees.

The two SLIs: availability is \`1 - synthetic_probe_failures_total / synthetic_probes_total\`, latency is the bucket of
\`synthetic_probe_duration_seconds\` at the threshold over \`synthetic_probes_total\`, both with \`${LABELS.budget}="${COUNTED}"\`
where a metric has that label. A timeout is bad in both.

The ledger: \`prober_slots_total\` is in every scrape the sum of \`synthetic_probes_total\`,
\`prober_samples_invalid_total\`, \`prober_slots_skipped_total\` and \`prober_inflight_probes\`.

## Results of probes

${table(synthetic ?? [])}
## Reliability of the prober

${table(self ?? [])}
## The web app's own view

${table(Object.values(WEB))}
## What is watched, and its query

Each query is one to paste into Prometheus or Grafana's Explore; boards ask for the same with Grafana's own range. On one machine
there are neither nodes nor pods, and those of Traefik need a Traefik.

${watched()}`
}

function watched(): string {
  const rows = WATCHED.map(({ group, what, query }) => `| ${group} | ${what} | \`${query.replaceAll('|', '\\|')}\` |\n`)
  return `| where | what | query |\n|---|---|---|\n${rows.join('')}`
}

function table(metrics: readonly MetricFamily[]): string {
  const rows = metrics.map(({ name, type, labels, help }) => {
    const spelled = labels.map(label => `\`${label}\``).join(', ')
    return `| \`${name}\` | ${type} | ${spelled} | ${help.replaceAll('|', '\\|')} |\n`
  })
  return `| metric | type | labels | meaning |\n|---|---|---|---|\n${rows.join('')}\n`
}
