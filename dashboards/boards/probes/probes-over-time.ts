import { METRICS } from '../../../services/prober/contract/names.ts'
import { clickedLabel, linkTo } from '../../panels/link.ts'
import { grownBy, quantile, rate, sumBy } from '../../panels/promql.ts'
import { query } from '../../panels/query.ts'
import { timeSeries } from '../../panels/time-series.ts'
import { UNITS } from '../../panels/units.ts'

const RUNBOOK = 'docs/dashboards.md#probes'
const CHOSEN = { probe: ['=~', '$probe'], path: ['=~', '$path'] } as const

const toDetail = linkTo('probeDetail', { probe: clickedLabel('probe'), path: clickedLabel('path') })

/** The panel “Failures by reason”. */
export function failuresByReason() {
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

/** The panel “p95 of good probes by route”. */
export function latencyByRoute() {
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

/** The panel “Who answered”. */
export function answeredBy() {
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

/** The panel “What the edge adds”. */
export function overhead() {
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
