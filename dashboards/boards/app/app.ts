import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { selector } from '../../../lib/promql/write-selector.ts'
import { LABELS } from '../../../services/web/contract/labels.ts'
import { METRICS as WEB } from '../../../services/web/contract/names.ts'
import { TRAEFIK, TRAEFIK_LABELS } from '../../catalogue/traefik.ts'
import { CHOSEN_JOB as CHOSEN, JOB } from '../../expressions/job.ts'
import { SERVER_ERRORS } from '../../expressions/request-expressions.ts'
import { ANNOTATIONS } from '../../panels/annotations.ts'
import { board } from '../../panels/board.ts'
import { heatmap } from '../../panels/heatmap.ts'
import { legend } from '../../panels/legend.ts'
import { linkTo, sameChoices } from '../../panels/link.ts'
import { quantile, rate, ratio, sumBy } from '../../panels/promql.ts'
import { query } from '../../panels/query.ts'
import { ERROR_LINES } from '../../panels/standard-thresholds.ts'
import { table } from '../../panels/table.ts'
import { timeSeries } from '../../panels/time-series.ts'
import { UNITS } from '../../panels/units.ts'
import { releases } from '../release/releases-table.ts'
import { cpu, eventLoop, garbage, heap } from './app-runtime.ts'
import { appTraffic, errorRatio, requestRate, type Traffic } from './traffic-panels.ts'

const RUNBOOK = 'docs/dashboards.md#app'
const toCluster = linkTo('cluster')
const toRelease = linkTo('release', sameChoices('job'))
const own = appTraffic([toRelease], CHOSEN)
const ingress: Traffic = { requests: TRAEFIK.requests, of: {}, links: [toCluster], runbook: RUNBOOK }

/** The web app: rate, errors and duration, the Node.js process, and the same traffic as the ingress measures it. */
export function app(): Dashboard {
  return board({
    name: 'app',
    description:
      'The web app: requests, errors and duration by route and release, the Node.js process, and what Traefik sees.',
    from: 'now-3h',
    refresh: '30s',
    variables: [JOB],
    annotations: ANNOTATIONS,
    links: ['home', 'cluster', 'release', 'probes', 'sloOverview'],
    rows: [
      {
        height: 8,
        panels: [
          [8, requestRate(own, 'Requests by class')],
          [8, errorRatio(own, 'Error ratio by route', [LABELS.route], legend`${LABELS.route}`)],
          [8, duration()],
        ],
      },
      {
        height: 8,
        panels: [
          [6, durationHeatmap()],
          [8, routesTable()],
          [10, releases(CHOSEN, toRelease)],
        ],
      },
      {
        title: 'The Node.js process',
        height: 7,
        panels: [
          [6, eventLoop()],
          [6, heap()],
          [6, garbage()],
          [6, cpu()],
        ],
      },
      {
        title: 'As Traefik sees it',
        height: 8,
        panels: [
          [8, requestRate(ingress, 'Requests at Traefik')],
          [
            8,
            errorRatio(ingress, 'Error ratio at Traefik', [TRAEFIK_LABELS.service], legend`${TRAEFIK_LABELS.service}`),
          ],
          [8, ingressDuration()],
        ],
      },
    ],
  })
}

function duration() {
  return timeSeries({
    title: 'Duration of answers',
    about: {
      what: 'Duration of answers: median, 95th and 99th percentile.',
      how: `Quantiles of \`${WEB.duration}\`, interpolated inside its buckets.`,
      act: 'Find the route in the table, then check whether the event loop or the CPU is the cause.',
      runbook: RUNBOOK,
    },
    unit: UNITS.seconds,
    series: ['p99', 'p95', 'p50'],
    queries: [0.99, 0.95, 0.5].map(q => query(quantile(q, WEB.duration, CHOSEN), `p${q * 100}`)),
    links: [toRelease],
  })
}

function durationHeatmap() {
  return heatmap({
    title: 'Answers by duration',
    about: {
      what: 'Number of answers by duration: a second band is a second kind of answer.',
      how: `Growth of the buckets of \`${WEB.duration}\` in each interval.`,
      act: 'It does not turn red: the latency SLO has the threshold.',
      runbook: RUNBOOK,
    },
    unit: UNITS.seconds,
    queries: [
      query(sumBy(['le'], `increase(${selector(`${WEB.duration}_bucket`, CHOSEN)}[$__rate_interval])`), '{{le}}'),
    ],
    links: [toRelease],
  })
}

function routesTable() {
  const labels = [LABELS.route]
  const all = sumBy(labels, rate(WEB.requests, CHOSEN))
  const failed = sumBy(labels, rate(WEB.requests, { ...CHOSEN, ...SERVER_ERRORS }))
  return table({
    title: 'Routes',
    about: {
      what: 'Requests, error ratio and p95 of each route.',
      how: `The latest interval of \`${WEB.requests}\` and \`${WEB.duration}\`, by route pattern.`,
      act: 'One bad route points at its code, all routes at the process or its dependencies.',
      runbook: RUNBOOK,
    },
    labels: [{ label: LABELS.route, title: 'Route' }],
    values: [
      { title: 'Requests', expr: all, unit: UNITS.requests, decimals: 1 },
      {
        title: 'Errors',
        expr: ratio(`(${failed} or 0 * ${all})`, all),
        unit: UNITS.ratio,
        thresholds: [{ from: 0, tone: 'good' }, ...ERROR_LINES],
      },
      { title: 'p95', expr: quantile(0.95, WEB.duration, CHOSEN, labels), unit: UNITS.seconds },
    ],
    sortBy: { title: 'Requests', isDescending: true },
    noValue: 'no requests',
    links: [toRelease],
  })
}

function ingressDuration() {
  return timeSeries({
    title: 'Duration at Traefik',
    about: {
      what: 'Duration of answers as Traefik measures it: the app, the network to it, and queueing.',
      how: `Quantiles of \`${TRAEFIK.duration}\`.`,
      act: 'Slower than the app’s own duration: the network to the pods, or too few of them.',
      runbook: RUNBOOK,
    },
    unit: UNITS.seconds,
    series: ['p99', 'p50'],
    queries: [0.99, 0.5].map(q => query(quantile(q, TRAEFIK.duration), `p${q * 100}`)),
    links: [toCluster],
  })
}
