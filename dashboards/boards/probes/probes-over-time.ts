import { LABELS, ROUTE_LABELS } from '../../../services/prober/contract/labels.ts'
import { METRICS } from '../../../services/prober/contract/names.ts'
import { FROM_COUNTING } from '../../../services/prober/contract/vantage.ts'
import type { BoardContext } from '../../context.ts'
import { ROUTE_LEGEND, routeNames } from '../../expressions/probe-expressions.ts'
import { anyChosen } from '../../panels/choice.ts'
import { legend } from '../../panels/legend.ts'
import { clickedLabels, linkTo } from '../../panels/link.ts'
import { grownBy, quantile } from '../../panels/promql.ts'
import { query } from '../../panels/query.ts'
import { timeSeries } from '../../panels/time-series.ts'
import { UNITS } from '../../panels/units.ts'
import { whoAnswered } from './who-answered.ts'

const RUNBOOK = 'docs/dashboards.md#probes'
const CHOSEN = anyChosen(...ROUTE_LABELS)
/** The same as the prober that counts sees it: what others saw is for tickets and pages. */
const COUNTING = { ...CHOSEN, ...FROM_COUNTING }

const toDetail = linkTo('probeDetail', clickedLabels(...ROUTE_LABELS))

/** The panel “Failures by reason”. */
export function failuresByReason() {
  return timeSeries({
    title: 'Failures by reason',
    about: {
      what: 'How many probes failed, and why.',
      how: `Growth of \`${METRICS.failures}\` in each interval, by reason.`,
      act: 'Timeouts and refused connections point at the network or a process that does not run, status codes at the app.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    stacked: 'bars',
    queries: [query(grownBy([LABELS.reason], METRICS.failures, COUNTING), legend`${LABELS.reason}`)],
    links: [linkTo('probeDetail')],
  })
}

/** The panel “p95 of good probes by route”. */
export function latencyByRoute(context: BoardContext) {
  return timeSeries({
    title: 'p95 of good probes by route',
    about: {
      what: 'Latency of each route.',
      how: `Quantile 0.95 of \`${METRICS.duration}\`, interpolated inside its buckets.`,
      act: 'Edge slow and ingress fast: TLS or the network to the edge. All slow: the app.',
      runbook: RUNBOOK,
    },
    unit: UNITS.seconds,
    series: routeNames(context),
    queries: [query(quantile(0.95, METRICS.duration, CHOSEN, ROUTE_LABELS), ROUTE_LEGEND)],
    links: [toDetail],
  })
}

/** The panel “Who answered”. */
export function answeredBy() {
  const act = 'A 502 made by the edge means that the edge could not reach its upstream.'
  return whoAnswered(CHOSEN, { act, runbook: RUNBOOK })
}

/** The panel “What the edge adds”. */
export function overhead() {
  return timeSeries({
    title: 'What the edge adds',
    about: {
      what: 'Latency that the edge adds: time to first byte through the edge − from the ingress.',
      how: `Median and 95th percentile of the paired differences in \`${METRICS.pathOverhead}\`.`,
      act: 'A rise without more traffic points at the edge itself, or at the network between.',
      runbook: RUNBOOK,
    },
    unit: UNITS.seconds,
    queries: [0.5, 0.95].map(q =>
      query(
        quantile(q, METRICS.pathOverhead, anyChosen(LABELS.probe), [LABELS.probe]),
        legend`${LABELS.probe} p${q * 100}`,
      ),
    ),
    links: [linkTo('probeDetail', clickedLabels(LABELS.probe))],
  })
}
