import type { DiagnosticEntries } from './entry.ts'
import { events, sloFile } from './example.ts'

const good = sloFile()
const probe = (text: string): string => sloFile({ sli: `sli: { probe: { ${text} } }` })
const goodProbe = probe('probe: home, path: edge')
const plugin = (id: string, options: string): string =>
  sloFile({ sli: `sli: { plugin: { id: ${id}, options: { ${options} } } }` })
const traefik = 'sloth-common/traefik/v2/availability'

/** What can be wrong with an SLO. */
export const SLO_ENTRIES: DiagnosticEntries = {
  'unknown-version': {
    why: 'The file is of a format that cannot be read here, or its version is misspelt.',
    bad: sloFile({ version: 'version: prometheus/v2' }),
    good,
  },
  'unknown-kind': {
    why: 'A Kubernetes object of this kind holds no SLOs.',
    bad: 'apiVersion: sloth.slok.dev/v1\nkind: PrometheusRule\nmetadata: { name: web }\n',
    good,
  },
  'no-slos': {
    why: 'A file without an SLO gives no rules, and nothing would show that there are none.',
    bad: 'version: prometheus/v1\nservice: web\nslos: []\n',
    good,
  },
  'bad-name': {
    why: 'Service and SLO names become label values, group names and ids; sloth allows no others.',
    bad: sloFile({ name: 'name: check out' }),
    good,
  },
  'bad-label': {
    why: 'Prometheus 2 refuses a rule with such a label name.',
    bad: sloFile({ labels: 'labels: { cost-center: shop }' }),
    good: sloFile({ labels: 'labels: { cost_center: shop }' }),
  },
  'reserved-label': {
    why: 'Rules set this label themselves and join on it; with another value their series would not match.',
    bad: sloFile({ labels: 'labels: { sloth_slo: mine }' }),
    good: sloFile({ labels: 'labels: { owner: me }' }),
  },
  'empty-label': {
    why: 'To Prometheus a label with an empty value is a label that does not exist.',
    bad: sloFile({ labels: "labels: { owner: '' }" }),
    good: sloFile({ labels: 'labels: { owner: shop }' }),
  },
  'duplicate-slo': {
    why: 'Two SLOs of one id record into the same series. A copy of the same SLO in another file is a warning.',
    bad: sloFile({ more: `  - name: checkout\n    objective: 99\n    sli: ${events('sum(rate(a[{{.window}}]))')}` }),
    good: sloFile({
      more: `  - name: checkout-fast\n    objective: 99\n    sli: ${events('sum(rate(a[{{.window}}]))')}`,
    }),
  },
  'objective-like-part': {
    why: 'The objective is in percent; as a part of one it would let nearly every event fail. With --compat sloth it is a warning.',
    bad: sloFile({ objective: 'objective: 0.999' }),
    good,
  },
  'objective-out-of-range': {
    why: 'An objective of 100 % has no error budget: the first error breaks it for the whole period, and no burn rate exists.',
    bad: sloFile({ objective: 'objective: 100' }),
    good,
  },
  'unreachable-alert': {
    why: 'At a low objective even a full outage burns more slowly than the threshold of a pair, so it can never fire. The pairs that can fire are kept.',
    bad: sloFile({ objective: 'objective: 90' }),
    good,
  },
  'objective-beyond-probes': {
    why: 'When probes are rare, a single failed one is already a burn rate that pages. A page then needs three, which takes longer.',
    bad: probe('probe: slow, path: edge'),
    good: goodProbe,
  },
  'objective-beyond-traffic': {
    why: 'When events are rare, a single bad one is already a burn rate that pages. A page then needs three, which takes longer.',
    bad: sloFile({ traffic: 'traffic: 1/m' }),
    good: sloFile({ traffic: 'traffic: 30/m' }),
  },
  'traffic-ignored': {
    why: 'The interval of a probe is known, and a bare ratio counts no events; sloth does not use the number of events at all.',
    bad: sloFile({ sli: 'sli: { probe: { probe: home, path: edge } }', traffic: 'traffic: 12/m' }),
    good: goodProbe,
  },
  'bad-group': {
    why: 'Rules over five minutes need several values in each, and a limit counts series.',
    bad: sloFile({ more: '    rule_group: { interval: 5m }' }),
    good: sloFile({ more: '    rule_group: { interval: 30s, limit: 100 }' }),
  },
  'newer-prometheus': {
    why: 'The rules would not load in the Prometheus that they are for: that of `npm start`, or the one that --prometheus names.',
    bad: sloFile({ more: '    rule_group: { query_offset: 1m }' }),
    good: sloFile({ more: '    rule_group: { interval: 30s }' }),
  },
  'bad-rate': {
    why: 'A rate is a number of events and a unit of time, here and in the file of an incident.',
    bad: sloFile({ traffic: 'traffic: 12 a minute' }),
    good: sloFile({ traffic: 'traffic: 120/m' }),
  },
  'bad-period': {
    why: 'A period is a duration, or a month or quarter of the calendar.',
    bad: sloFile({ period: 'period: fortnight' }),
    good: sloFile({ period: 'period: month' }),
  },
  'no-windows': {
    why: 'For so short a period none of the usual alert windows fits.',
    bad: sloFile({ period: 'period: 30m' }),
    good: sloFile({ period: 'period: 7d' }),
  },
  'no-ticket': {
    why: 'Tickets have windows of one day and three: the budget of a short period is spent by then, and only pages are left.',
    bad: sloFile({ period: 'period: 2d' }),
    good: sloFile({ period: 'period: 7d' }),
  },
  'one-sli': {
    why: 'An SLO counts one thing in one way.',
    bad: sloFile({ sli: 'sli: {}' }),
    good,
  },
  'same-query': {
    why: 'When errors and events are counted alike, everything is an error.',
    bad: sloFile({ sli: `sli: ${events('sum(rate(a[{{.window}}]))', 'sum(rate(a[{{.window}}]))')}` }),
    good,
  },
  'labels-differ': {
    why: 'Prometheus divides series with equal labels; these two sides have none in common, so there is never a ratio.',
    bad: sloFile({ sli: `sli: ${events('sum by (code) (rate(a[{{.window}}]))', 'sum(rate(b[{{.window}}]))')}` }),
    good,
  },
  'ratio-not-weighted': {
    why: 'A bare ratio has no event counts: a quiet night weighs as much as the busiest hour.',
    bad: sloFile({ sli: "sli: { raw: { error_ratio_query: 'avg_over_time(wifi_lost:ratio[{{.window}}])' } }" }),
    good: sloFile({
      sli: "sli: { raw: { error_ratio_query: 'sum(rate(lost[{{.window}}])) / sum(rate(sent[{{.window}}]))' } }",
    }),
  },
  'unknown-probe': {
    why: 'The SLO counts a probe that does not exist.',
    bad: probe('probe: hom, path: edge'),
    good: goodProbe,
  },
  'unknown-path': {
    why: 'The probe is not sent along this path.',
    bad: probe('probe: home, path: backdoor'),
    good: goodProbe,
  },
  'no-bucket': {
    why: 'A histogram has counts at its bucket bounds only: between two of them the number of events in time is unknown.',
    bad: probe('probe: home, path: edge, latency: 333ms'),
    good: probe('probe: home, path: edge, latency: 300ms'),
  },
  'unknown-plugin': {
    why: 'There is no plugin of this id, neither built in nor in the folder of --plugins.',
    bad: plugin('sloth-common/traefik/v2/availibility', 'service_name_regex: web'),
    good: plugin(traefik, 'service_name_regex: web'),
  },
  'plugin-options': {
    why: 'The plugin cannot make a query from these options.',
    bad: plugin(traefik, 'filter: job="traefik"'),
    good: plugin(traefik, 'service_name_regex: web'),
  },
  'plugins-ignored': {
    why: "Sloth's SLO plugins rewrite sloth's rules; ours are different, and no plugin is written for them.",
    bad: sloFile({ more: '    plugins: { chain: [{ id: sloth.dev/contrib/info_labels/v1 }] }' }),
    good,
  },
}
