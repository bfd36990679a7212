import type { Fault, Json } from '../../lib/lint/fixture.testkit.ts'
import { on } from './fault.testkit.ts'
import { inPanel } from './meaning-faults.testkit.ts'
import { asking, exchanging } from './second-queries.testkit.ts'

/** Faults that the linter notices; they were planted after its rules were written, and showed what it lacked. */
export const THIRD: Readonly<Record<string, Fault>> = {
  'an hour called five minutes': asking(
    'slo-detail',
    'Burn rate, 5 m',
    'slo:current_burn_rate:ratio',
    'slo:sli_error:ratio_rate1h',
  ),
  'bad probes called good': asking('probe-detail', 'Good in this range', /^1 - /g, ''),
  'a column for all routes': asking('app', 'Routes', /by \(le, ?route\)/g, 'by (le)'),
  'failed ones called sent': asking(
    'watcher',
    'Notifications',
    'alertmanager_notifications_total',
    'alertmanager_notifications_failed_total',
  ),
  'a day of 3600 seconds': asking('slo-detail', 'Budget lasts', '86400', '3600'),
  'two windows in one ratio': inPanel('watcher', 'Slots that count, 1 h', panel => {
    panel.targets[0].expr = panel.targets[0].expr.replace('[1h]', '[6h]')
  }),
  'the whole range at each point': asking('probes', 'Failures by reason', '$__rate_interval', '$__range'),
  'rates in a heatmap': asking('app', 'Answers by duration', 'increase', 'rate'),
  'a class of answers that is summed away': asking('probes', 'Who answered', /,\s*code_class/g, ''),
  'all jobs whatever is chosen': asking('app', 'Requests by class', '$job', '.+'),
  'pages in the place of deploys': on('home', json => {
    json.annotations.list[0].expr = json.annotations.list[1].expr
  }),
  'the names of two phases exchanged': exchanging('cluster', 'Pods by phase', 'Running', 'Pending'),
  'the names of two directions exchanged': exchanging('cluster', 'Network', '{{instance}} in', '{{instance}} out'),
  'the best of all Alertmanagers': asking('watcher', 'Alerting pipeline', 'min(', 'max('),
  'an axis ten times as high as all': inPanel('app', 'Error ratio by route', panel => {
    panel.fieldConfig.defaults.custom.axisSoftMax = 10
  }),
  'a choice without “All”': on('probes', json => {
    json.templating.list[1].includeAll = false
  }),
  'errors of the good requests': asking(
    'app',
    'Error ratio by route',
    /\(sum by \(route\) \(rate\(http_requests_total\{job=~"\$job"\}\[\$__rate_interval\]\)\) > 0\)/g,
    '(sum by (route) (rate(http_requests_total{job=~"$job",code=~"[123].."}[$__rate_interval])) > 0)',
  ),
  'a dashboard that stands still': on('home', json => {
    json.refresh = ''
  }),
  'a bad figure in a neutral colour': inPanel('home', 'Failing now', panel => {
    panel.fieldConfig.defaults.color = { mode: 'fixed', fixedColor: '#5b8bd0' }
  }),
  'a release that is not joined': asking('release', 'Requests by release', 'group_left (release)', 'group_left ()'),
  'the pressure of disks on the cores': asking(
    'cluster',
    'CPU',
    'node_pressure_cpu_waiting_seconds_total',
    'node_pressure_io_waiting_seconds_total',
  ),
  'a median called p99': asking('watcher', 'How late probes start, p99', '0.99', '0.5'),
  'a series that is hidden by name': inPanel('app', 'Duration of answers', panel => {
    const value = { viz: true, legend: true, tooltip: true }
    const properties = [{ id: 'custom.hideFrom', value }]
    panel.fieldConfig.overrides.push({ matcher: { id: 'byName', options: 'p99' }, properties })
  }),
  'a link with the value of another column': inPanel('slo-overview', 'SLOs', panel => {
    const [link] = panel.fieldConfig.overrides[0].properties[0].value
    link.url = link.url.replace('["SLO"]', '["Objective"]')
  }),
  'budgets added up': asking('slo-overview', 'Error budget over its period', 'max by', 'sum by'),
  'a mean of memory': asking('app', 'Memory', 'max(', 'avg('),
  'the last success called the last run': asking('probe-detail', 'Last run', 'last_run', 'last_success'),
  'the budget called the objective': asking('slo-detail', 'Objective', 'slo:objective:ratio', 'slo:error_budget:ratio'),
}

/** Faults that Prometheus answers, and no name or unit betrays: the golden files show them. */
export const OF_GOLDENS: Readonly<Record<string, Fault>> = {
  'the limit divided by the use': asking('cluster', 'Memory, of the limit', /^(.*) \/ \((.*) > 0\)$/g, '$2 / ($1 > 0)'),
  'cores in a column of memory': inPanel('cluster', 'Requests, limits and quota by namespace', panel => {
    const target = panel.targets.find(
      (candidate: Json) => candidate.expr.includes('limits') && candidate.expr.includes('"memory"'),
    )
    target.expr = target.expr.replace('memory', 'cpu')
  }),
  'missing replicas below zero': asking('cluster', 'Replicas missing', /^(.*) - (.*)$/g, '$2 - $1'),
  'the edges of a band exchanged': exchanging(
    'slo-detail',
    'SLI of the last hour, with confidence band',
    'at most',
    'at least',
  ),
  'instances counted as releases': asking('release', 'Releases running', 'count by (release)', 'count by (instance)'),
  'targets that are scraped': asking('watcher', 'Not scraped', 'up == 0', 'up == 1'),
  'tickets counted as pages': asking('home', 'Pages firing', ',sloth_severity="page"', ''),
  'two moments added': asking('probe-detail', 'Failing for', ' - max', ' + max'),
  'a disk that is full when empty': asking(
    'cluster',
    'Disk',
    /node_filesystem_avail_bytes(\{[^}]*\}) \/ node_filesystem_size_bytes/g,
    'node_filesystem_size_bytes$1 / node_filesystem_avail_bytes',
  ),
  'one of five rule groups': asking('watcher', 'Rules: time used of their interval', 'topk(5', 'topk(1'),
  'two hops exchanged': asking('home', 'Which hop is broken', '"edge"', '"ingress"'),
  'samples of a maintenance': asking('slo-detail', 'Who spends the budget', ',budget="counted"', ''),
}
