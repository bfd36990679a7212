import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { selector } from '../lib/promql.ts'
import { METRICS } from '../services/prober/core/names.ts'
import type { BoardContext } from './context.ts'
import { MARKS } from './marks.ts'
import { board, type Variable } from './panels/board.ts'
import { CERTIFICATE_LEFT, ERROR_LINES } from './panels/judgements.ts'
import { clickedCell, clickedLabel, linkTo } from './panels/link.ts'
import { grownBy, increase, quantile, rate, ratio, sumBy } from './panels/promql.ts'
import { query } from './panels/query.ts'
import { stateTimeline } from './panels/state-timeline.ts'
import { table } from './panels/table.ts'
import { timeSeries } from './panels/time-series.ts'
import { UNITS } from './panels/units.ts'
import {
  definedRoutes,
  FAILING_FOR,
  failingFor,
  NOT_FAILING,
  ROUTE_STATES,
  routeState,
  sinceLastRun,
} from './probe-expressions.ts'
import { certificateSoonest, failing, silent, slowness, success } from './probes-now.ts'

const RUNBOOK = 'docs/dashboards.md#probes'
const CHOSEN = { probe: ['=~', '$probe'], path: ['=~', '$path'] } as const

/** Which probes to look at. */
const PROBE: Variable = {
  name: 'probe',
  label: 'Probe',
  description: 'What is probed, by its name in probes.yaml.',
  values: { metric: METRICS.probes, label: 'probe' },
  isMulti: true,
}

/** Which routes to look at. */
const PATH: Variable = {
  name: 'path',
  label: 'Path',
  description: 'The route a probe takes: edge, ingress or app.',
  values: { metric: METRICS.probes, label: 'path' },
  isMulti: true,
}

const toDetail = linkTo('probeDetail', { probe: clickedLabel('probe'), path: clickedLabel('path') })

/** All probes on all paths: which fail, why, and how slow they are. */
export function probes(context: BoardContext): Dashboard {
  return board({
    name: 'probes',
    description: 'Every probe on every path: its state, why it fails, how slow it is, and when certificates end.',
    from: 'now-6h',
    refresh: '30s',
    variables: [PROBE, PATH],
    marks: MARKS,
    onward: ['home', 'probeDetail', 'sloOverview', 'watcher'],
    shelves: [
      {
        height: 4,
        panels: [
          [5, failing()],
          [5, silent()],
          [5, success()],
          [5, slowness()],
          [4, certificateSoonest()],
        ],
      },
      { height: Math.min(14, 3 + definedRoutes(context)), panels: [[24, states()]] },
      {
        height: 8,
        panels: [
          [12, failuresByReason()],
          [12, latencyByRoute()],
        ],
      },
      {
        height: 8,
        panels: [
          [12, answeredBy()],
          [12, overhead()],
        ],
      },
      {
        height: 7,
        panels: [
          [12, certificates()],
          [12, freshness()],
        ],
      },
    ],
  })
}

function states() {
  return stateTimeline({
    title: 'State by route',
    about: {
      what: 'Every chosen probe on every path. A gap is a time nobody looked.',
      how: 'Failed ÷ completed probes in each interval: none, some or all.',
      act: 'Compare the paths of one probe: the outermost that fails alone is the hop that is broken.',
      runbook: RUNBOOK,
    },
    unit: UNITS.text,
    words: ROUTE_STATES,
    queries: [query(routeState(CHOSEN), '{{probe}} · {{path}}')],
    links: [toDetail],
  })
}

function failuresByReason() {
  return timeSeries({
    title: 'Failures by reason',
    about: {
      what: 'How many probes failed, and why.',
      how: `Growth of \`${METRICS.failures}\` in each interval, by reason.`,
      act: 'Timeouts and refused connections point at the network or a dead process, statuses at the app.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    stacked: 'bars',
    queries: [query(grownBy(['reason'], METRICS.failures, CHOSEN), '{{reason}}')],
    links: [linkTo('probeDetail')],
  })
}

function latencyByRoute() {
  return timeSeries({
    title: 'p95 of good probes by route',
    about: {
      what: 'How slow each route is.',
      how: `Quantile 0.95 of \`${METRICS.duration}\`, interpolated inside its buckets.`,
      act: 'Edge slow and ingress fast: TLS or the way to the edge. All slow: the app.',
      runbook: RUNBOOK,
    },
    unit: UNITS.seconds,
    queries: [query(quantile(0.95, METRICS.duration, CHOSEN, ['probe', 'path']), '{{probe}} · {{path}}')],
    links: [toDetail],
  })
}

function answeredBy() {
  return timeSeries({
    title: 'Who answered',
    about: {
      what: 'Which hop made the reply, and of which class.',
      how: `Growth of \`${METRICS.responses}\` a second, by its maker and status class.`,
      act: 'A 502 made by the edge means the edge could not reach what lies behind it.',
      runbook: RUNBOOK,
    },
    unit: UNITS.events,
    stacked: 'area',
    noValue: 'no answer, or not measured',
    queries: [
      query(
        `${sumBy(['answered_by', 'code_class'], rate(METRICS.responses, CHOSEN))} > 0`,
        '{{answered_by}} {{code_class}}',
      ),
    ],
    links: [linkTo('app')],
  })
}

function overhead() {
  return timeSeries({
    title: 'What the edge adds',
    about: {
      what: 'How much longer the first byte takes through the edge than from the ingress.',
      how: `Half of the paired differences in \`${METRICS.pathOverhead}\`, and 95 of 100.`,
      act: 'A rise without more traffic is the edge itself, or the network between.',
      runbook: RUNBOOK,
    },
    unit: UNITS.seconds,
    queries: [0.5, 0.95].map(q =>
      query(quantile(q, METRICS.pathOverhead, { probe: ['=~', '$probe'] }, ['probe']), `{{probe}} p${q * 100}`),
    ),
    links: [linkTo('probeDetail', { probe: clickedLabel('probe') })],
  })
}

function certificates() {
  return table({
    title: 'Certificates',
    about: {
      what: 'Each certificate that probes are served, and how long it is still valid.',
      how: `\`${METRICS.certificateNotAfter}\`, less now; told also after it has ended.`,
      act: 'Renew, reload, and watch this row jump.',
      runbook: RUNBOOK,
    },
    labels: [
      { label: 'probe', title: 'Probe' },
      { label: 'path', title: 'Path' },
      { label: 'role', title: 'Certificate' },
    ],
    values: [
      {
        title: 'Ends in',
        expr: `min by (probe, path, role) (${selector(METRICS.certificateNotAfter, CHOSEN)}) - time()`,
        unit: UNITS.timeLeft,
        judged: CERTIFICATE_LEFT,
      },
    ],
    sortBy: { title: 'Ends in', isDescending: false },
    noValue: 'no certificate seen',
    links: [linkTo('probeDetail', { probe: clickedCell('Probe'), path: clickedCell('Path') })],
  })
}

function freshness() {
  const failed = sumBy(['probe', 'path'], increase(METRICS.failures, CHOSEN, '$__range'))
  const all = sumBy(['probe', 'path'], increase(METRICS.probes, CHOSEN, '$__range'))
  return table({
    title: 'Last runs',
    about: {
      what: 'How long ago each route was probed, how long it has been failing, and what part failed in this range.',
      how: `Now less \`${METRICS.lastRun}\`; that less \`${METRICS.lastSuccess}\`; failed ÷ completed probes.`,
      act: 'An old run is blindness; a route that is probed and fails is an outage.',
      runbook: RUNBOOK,
    },
    labels: [
      { label: 'probe', title: 'Probe' },
      { label: 'path', title: 'Path' },
    ],
    values: [
      {
        title: 'Last run',
        expr: sinceLastRun(CHOSEN),
        unit: UNITS.timeLeft,
        judged: [
          { from: 0, tone: 'good' },
          { from: 60, tone: 'blind' },
        ],
      },
      {
        title: 'Failing for',
        expr: failingFor(CHOSEN),
        unit: UNITS.timeLeft,
        judged: FAILING_FOR,
        words: NOT_FAILING,
      },
      {
        title: 'Failed',
        expr: ratio(`(${failed} or 0 * ${all})`, all),
        unit: UNITS.ratio,
        judged: [{ from: 0, tone: 'good' }, ...ERROR_LINES],
      },
    ],
    noValue: 'no data',
    links: [linkTo('probeDetail', { probe: clickedCell('Probe'), path: clickedCell('Path') })],
  })
}
