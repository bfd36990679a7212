import type { Fault, Json } from '../../lib/lint/fixture.testkit.ts'
import { inPanel } from './meaning-faults.testkit.ts'

/** Rewrites the queries of a panel that the pattern matches; a rewriting without effect is no fault. */
export function asking(board: string, title: string, pattern: RegExp | string, by: string): Fault {
  return inPanel(board, title, panel => {
    let changes = 0
    for (const target of panel.targets) {
      const before = target.expr
      target.expr = before.replaceAll(pattern, by)
      if (target.expr !== before) changes += 1
    }
    if (changes === 0) throw new Error(`nothing was rewritten in ${title}`)
  })
}

/** The query of a panel with a name. */
export function named(panel: Json, name: string): Json {
  const found = panel.targets.find((target: Json) => target.legendFormat === name)
  if (found === undefined) throw new Error(`there is no query ${name} in ${panel.title}`)
  return found
}

/** Two queries of a panel under each other's names. */
export function exchanging(board: string, title: string, one: string, other: string): Fault {
  return inPanel(board, title, panel => {
    const [first, second] = [named(panel, one), named(panel, other)]
    ;[first.legendFormat, second.legendFormat] = [other, one]
  })
}

/** Queries that Prometheus answers, with another figure than the panel says. */
export const SECOND_QUERIES: Readonly<Record<string, Fault>> = {
  'a series p99 that is the 95th percentile': inPanel('home', 'Latency of answers', panel => {
    const target = named(panel, 'p99')
    target.expr = target.expr.replace('0.99', '0.95')
  }),
  'the least of the instances in place of the greatest': asking('app', 'Event loop lag, p99', 'max by', 'min by'),
  'the time that waits in place of the idle one': asking('cluster', 'CPU', 'mode="idle"', 'mode="iowait"'),
  'a class of answers that matches none': asking('app', 'Requests by class', '"5.."', '"5"'),
  'the names of two windows exchanged': exchanging('slo-detail', 'Burn rate by window', '1h', '6h'),
  'five minutes under the title of an hour': asking('watcher', 'Alerts lost, 1 h', '[1h]', '[5m]'),
  'yesterday called last week': asking('release', 'p95 now and a week ago', 'offset 1w', 'offset 1d'),
  'the sum of a pod counted beside its containers': asking(
    'cluster',
    'Memory, of the limit',
    /(container_memory\w+\{[^}]*?),?container!=""/g,
    '$1',
  ),
  'the bytes of bridges counted again': asking('cluster', 'Network', /\{device!~"[^"]*"\}/g, ''),
  'the certificate that ends last': asking('probes', 'Certificates', 'min by', 'max by'),
  'a sum of seconds that is not divided by its count': inPanel('probe-detail', 'Where the time goes', panel => {
    for (const target of panel.targets) target.expr = target.expr.split(' / ')[0]
  }),
  'a choice of paths that is not heeded': asking('probes', 'Failures by reason', /,?path=~"\$path"/g, ''),
  'one namespace where several are chosen': asking('cluster', 'Restarts, 1 h', '=~"$namespace"', '="$namespace"'),
  'alerts that wait for their time': asking('home', 'Pages firing', '"firing"', '"pending"'),
  'requests per minute under a name per second': inPanel('home', 'User requests', panel => {
    for (const target of panel.targets) target.expr = `${target.expr} * 60`
  }),
  'a window shorter than two scrapes': asking('app', 'Duration of answers', '$__rate_interval', '10s'),
  'the rate of the last two points': asking('app', 'Requests by class', /\brate\(/g, 'irate('),
  'a division by no requests': asking('home', 'Error ratio', / > 0\)$/g, ')'),
  'answers left out unless there are many': asking('probes', 'Who answered', '> 0', '> 10'),
  'a budget that is rounded up': inPanel('slo-overview', 'Error budget over its period', panel => {
    panel.targets[0].expr = 'max by (sloth_id) (slo:period_error_budget_remaining:ratio)'
  }),
  'a column with other rows': inPanel('release', 'Releases', panel => {
    panel.targets[2].expr = panel.targets[2].expr.replace('by (release)', 'by (release, instance)')
  }),
  'a mean called p99': inPanel('watcher', 'How late probes start, p99', panel => {
    const of = (part: string) => `sum(rate(prober_start_delay_seconds_${part}[$__rate_interval]))`
    named(panel, 'start delay').expr = `${of('sum')} / (${of('count')} > 0)`
  }),
  'a part of another whole': asking(
    'cluster',
    'CPU throttling',
    'container_cpu_cfs_periods_total',
    'container_cpu_usage_seconds_total',
  ),
  'good called bad': exchanging('slo-detail', 'Good and bad events', 'good', 'bad'),
  'mistakes of clients counted as errors': asking('app', 'Error ratio by route', '"5.."', '"[45].."'),
  'a difference of a figure and itself': asking('release', 'Budget spent in this range', ' offset $__range', ''),
  'one mean for all instances': asking('watcher', 'Event loop utilisation', 'max by (instance)', 'avg'),
  'the causes that are least frequent': asking('slo-detail', 'Who spends the budget', 'topk', 'bottomk'),
}
