import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { LABELS, ROUTE_LABELS } from '../../../services/prober/contract/labels.ts'
import { METRICS, PHASES } from '../../../services/prober/contract/names.ts'
import { FROM_COUNTING } from '../../../services/prober/contract/vantage.ts'
import type { BoardContext } from '../../context.ts'
import { ROUTE_LEGEND, ROUTE_STATES, routeState } from '../../expressions/probe-expressions.ts'
import { ANNOTATIONS } from '../../panels/annotations.ts'
import { board, type Variable } from '../../panels/board.ts'
import { chosen } from '../../panels/choice.ts'
import { heatmap } from '../../panels/heatmap.ts'
import { legend } from '../../panels/legend.ts'
import { linkTo, sameVariables } from '../../panels/link.ts'
import { grownBy, increase, rate, ratio, sumBy } from '../../panels/promql.ts'
import { query } from '../../panels/query.ts'
import { stateTimeline } from '../../panels/state-timeline.ts'
import { table } from '../../panels/table.ts'
import { timeSeries } from '../../panels/time-series.ts'
import { UNITS } from '../../panels/units.ts'
import { whoAnswered } from '../probes/who-answered.ts'
import { certificate, failing, good, lastRun, reporting } from './probe-detail-now.ts'

const RUNBOOK = 'docs/dashboards.md#probe-detail'
const CHOSEN = chosen(...ROUTE_LABELS)
/** The same as the prober that counts sees it: what others saw is for tickets and pages. */
const COUNTING = { ...CHOSEN, ...FROM_COUNTING }

/** The labels that describe a failure. */
const HOW = [LABELS.reason, LABELS.phase] as const

const PROBE: Variable = {
  name: LABELS.probe,
  label: 'Probe',
  description: 'What is probed, by its name in probes.yaml.',
  values: { metric: METRICS.probes, label: LABELS.probe },
  isMulti: false,
}

const PATH: Variable = {
  name: LABELS.path,
  label: 'Path',
  description: 'The path that the probe takes: edge, ingress or app.',
  values: { metric: METRICS.probes, label: LABELS.path },
  isMulti: false,
}

const toProbes = linkTo('probes')
const toApp = linkTo('app')

/** One probe on one path: time by phase, and failures. */
export function probeDetail(context: BoardContext): Dashboard {
  return board({
    name: 'probeDetail',
    description: 'One probe on one path: time by phase, failures by reason, and which hop answered.',
    from: 'now-3h',
    refresh: '30s',
    variables: [PROBE, PATH],
    annotations: ANNOTATIONS,
    links: ['home', 'probes', 'sloOverview', 'app', 'watcher'],
    rows: [
      {
        height: 4,
        panels: [
          [5, good()],
          [4, lastRun(context)],
          [5, reporting(context)],
          [5, failing(context)],
          [5, certificate()],
        ],
      },
      { height: 4, panels: [[24, state()]] },
      {
        height: 9,
        panels: [
          [12, phases()],
          [12, durations()],
        ],
      },
      {
        height: 8,
        panels: [
          [8, lastFailures()],
          [8, reasons()],
          [8, answers()],
        ],
      },
    ],
  })
}

function state() {
  return stateTimeline({
    title: 'State',
    about: {
      what: 'The state of this route. A gap is time without probes.',
      how: 'Failed ÷ completed probes in each interval: none, some or all.',
      act: 'Compare its start with the reasons and the answers below.',
      runbook: RUNBOOK,
    },
    unit: UNITS.text,
    words: ROUTE_STATES,
    queries: [query(routeState(CHOSEN), ROUTE_LEGEND)],
    links: [toProbes],
  })
}

function phases() {
  return timeSeries({
    title: 'Where the time goes',
    about: {
      what: 'The mean duration of each phase of a probe, stacked.',
      how: `Sum ÷ count of \`${METRICS.phaseDuration}\`. A phase that hung is charged its elapsed time, so failures are included.`,
      act: 'A long wait points at the app, connect and TLS at the hop, DNS at the resolver.',
      runbook: RUNBOOK,
    },
    unit: UNITS.seconds,
    stacked: 'area',
    series: PHASES,
    queries: PHASES.map(phase => {
      const of = { ...CHOSEN, [LABELS.phase]: phase }
      const part = sumBy([], rate(`${METRICS.phaseDuration}_sum`, of))
      return query(ratio(part, sumBy([], rate(`${METRICS.phaseDuration}_count`, of))), phase)
    }),
    links: [toApp],
  })
}

function durations() {
  return heatmap({
    title: 'How long good probes take',
    about: {
      what: 'Number of good probes by duration: a second band is a second kind of answer.',
      how: `Growth of the buckets of \`${METRICS.duration}\` in each interval.`,
      act: 'It does not turn red: the latency SLO has the threshold.',
      runbook: RUNBOOK,
    },
    unit: UNITS.seconds,
    queries: [query(sumBy(['le'], increase(`${METRICS.duration}_bucket`, CHOSEN)), '{{le}}')],
    links: [toApp],
  })
}

function lastFailures() {
  const failures = increase(METRICS.failures, COUNTING, '$__range')
  return table({
    title: 'Failures in this range',
    about: {
      what: 'Failures of this route by reason and phase.',
      how: `Growth of \`${METRICS.failures}\` over the time range.`,
      act: 'Reason and phase together name the hop: “timeout in connect” never reached it, “status in wait” did.',
      runbook: RUNBOOK,
    },
    labels: [
      { label: LABELS.reason, title: 'Reason' },
      { label: LABELS.phase, title: 'Phase' },
    ],
    values: [{ title: 'Failures', expr: `${sumBy(HOW, failures)} > 0`, unit: UNITS.count, decimals: 0 }],
    sortBy: { title: 'Failures', isDescending: true },
    noValue: 'no failure counted',
    links: [linkTo('probes', sameVariables(...ROUTE_LABELS))],
  })
}

function reasons() {
  return timeSeries({
    title: 'Failures by reason and phase',
    about: {
      what: 'When this route failed, by reason and phase.',
      how: `Growth of \`${METRICS.failures}\` in each interval.`,
      act: 'A change of reason during an outage is a change of its cause, or of the hop that answers.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    stacked: 'bars',
    queries: [query(grownBy(HOW, METRICS.failures, COUNTING), legend`${LABELS.reason} ${LABELS.phase}`)],
    links: [toProbes],
  })
}

function answers() {
  const act = 'Answers of the edge in place of the app’s: the edge cannot reach its upstream.'
  return whoAnswered(CHOSEN, { act, runbook: RUNBOOK })
}
