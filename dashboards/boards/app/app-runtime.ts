import { selector } from '../../../lib/promql/write-selector.ts'
import { METRICS as WEB } from '../../../services/web/contract/names.ts'
import { NODE_JS, NODE_JS_LABELS } from '../../catalogue/node-js.ts'
import { CHOSEN_JOB as CHOSEN } from '../../expressions/job.ts'
import { legend } from '../../panels/legend.ts'
import { linkTo } from '../../panels/link.ts'
import { maxBy, rate, sumBy } from '../../panels/promql.ts'
import { query } from '../../panels/query.ts'
import { USED } from '../../panels/standard-thresholds.ts'
import { thresholds } from '../../panels/thresholds.ts'
import { timeSeries } from '../../panels/time-series.ts'
import { UNITS } from '../../panels/units.ts'

const RUNBOOK = 'docs/dashboards.md#app'

const toCluster = linkTo('cluster')

/**
 * Only series of the app's instances: every process has CPU and memory, and “All” also selects the job of Prometheus.
 */
function ofApp(expr: string): string {
  return `${expr} and on (job, instance) group by (job, instance) (${selector(WEB.requests, CHOSEN)})`
}

/** The panel “Event loop lag, p99”. */
export function eventLoop() {
  return timeSeries({
    title: 'Event loop lag, p99',
    about: {
      what: 'How long the event loop was blocked: no request is handled in that time.',
      how: `\`${NODE_JS.eventLoopLagP99}\` of each instance.`,
      act: 'Above 100 ms something blocks the event loop: look for synchronous work, large JSON, or CPU throttling on Cluster.',
      runbook: RUNBOOK,
    },
    unit: UNITS.seconds,
    thresholds: thresholds([0.1, 'warn'], [0.5, 'bad']),
    queries: [query(maxBy(['instance'], ofApp(selector(NODE_JS.eventLoopLagP99, CHOSEN))), '{{instance}}')],
    links: [toCluster],
  })
}

/** The panel “Memory”. */
export function heap() {
  return timeSeries({
    title: 'Memory',
    about: {
      what: 'Memory of the process: heap in use, and resident memory.',
      how: `\`${NODE_JS.heapUsed}\` and \`${NODE_JS.residentMemory}\`, the maximum of all instances.`,
      act: 'A sawtooth with rising minima is a leak; near the container’s limit the process is OOM-killed: see Cluster.',
      runbook: RUNBOOK,
    },
    unit: UNITS.bytes,
    series: ['resident', 'heap used'],
    queries: [
      query(maxBy([], ofApp(selector(NODE_JS.residentMemory, CHOSEN))), 'resident'),
      query(maxBy([], ofApp(selector(NODE_JS.heapUsed, CHOSEN))), 'heap used'),
    ],
    links: [toCluster],
  })
}

/** The panel “Time in garbage collection”. */
export function garbage() {
  return timeSeries({
    title: 'Time in garbage collection',
    about: {
      what: 'The ratio of time spent in garbage collection, in which no request is handled.',
      how: `Growth of \`${NODE_JS.gcDuration}\` per second, by kind of collection, in the instance with the most.`,
      act: 'Above 5 % for long: the heap is too small, or the app allocates too much. Compare with memory.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    thresholds: thresholds([0.05, 'warn'], [0.2, 'bad']),
    queries: [
      query(
        maxBy([NODE_JS_LABELS.kind], ofApp(rate(`${NODE_JS.gcDuration}_sum`, CHOSEN))),
        legend`${NODE_JS_LABELS.kind}`,
      ),
    ],
    links: [toCluster],
  })
}

/** The panel “CPU of the process”. */
export function cpu() {
  return timeSeries({
    title: 'CPU of the process',
    about: {
      what: 'Cores that each instance uses; JavaScript cannot use more than about one.',
      how: `Growth of \`${NODE_JS.cpuSeconds}\` per second.`,
      act: 'Near one core, add replicas or reduce the work per request.',
      runbook: RUNBOOK,
    },
    unit: UNITS.cores,
    thresholds: USED.slice(1),
    queries: [query(sumBy(['instance'], ofApp(rate(NODE_JS.cpuSeconds, CHOSEN))), '{{instance}}')],
    links: [toCluster],
  })
}
