import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { selector } from '../lib/promql.ts'
import { METRICS, PHASES } from '../services/prober/core/names.ts'
import { MARKS } from './marks.ts'
import { board, type Variable } from './panels/board.ts'
import { heatmap } from './panels/heatmap.ts'
import { CERTIFICATE_LEFT } from './panels/judgements.ts'
import { linkTo, sameVariable } from './panels/link.ts'
import { increase, rate, ratio, sumBy } from './panels/promql.ts'
import { query } from './panels/query.ts'
import { stat } from './panels/stat.ts'
import { stateTimeline } from './panels/state-timeline.ts'
import { table } from './panels/table.ts'
import { timeSeries } from './panels/time-series.ts'
import { UNITS } from './panels/units.ts'
import { FAILING_FOR, failingFor, NOT_FAILING, ROUTE_STATES, routeState, sinceLastRun } from './probe-expressions.ts'

const RUNBOOK = 'docs/dashboards.md#probe-detail'
const CHOSEN = { probe: '$probe', path: '$path' }

const PROBE: Variable = {
  name: 'probe',
  label: 'Probe',
  description: 'What is probed, by its name in probes.yaml.',
  values: { metric: METRICS.probes, label: 'probe' },
  isMulti: false,
}

const PATH: Variable = {
  name: 'path',
  label: 'Path',
  description: 'The route the probe takes: edge, ingress or app.',
  values: { metric: METRICS.probes, label: 'path' },
  isMulti: false,
}

const toProbes = linkTo('probes')
const toApp = linkTo('app')

/** One probe on one path: where its time goes, and how it fails. */
export function probeDetail(): Dashboard {
  return board({
    name: 'probeDetail',
    description: 'One probe on one path: where its time goes, how it fails, and who answered.',
    from: 'now-3h',
    refresh: '30s',
    variables: [PROBE, PATH],
    marks: MARKS,
    onward: ['home', 'probes', 'sloOverview', 'app', 'watcher'],
    shelves: [
      {
        height: 4,
        panels: [
          [6, good()],
          [6, lastRun()],
          [6, failing()],
          [6, certificate()],
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

function good() {
  const failed = sumBy([], increase(METRICS.failures, CHOSEN, '$__range'))
  const all = sumBy([], increase(METRICS.probes, CHOSEN, '$__range'))
  return stat({
    title: 'Good in this range',
    about: {
      what: 'The part of this route’s probes that was good over the time range.',
      how: 'One less failed ÷ completed probes.',
      act: 'It does not turn red: the SLO judges.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    decimals: 3,
    queries: [query(`1 - ${ratio(`(${failed} or 0 * ${all})`, all)}`, 'good')],
    links: [linkTo('sloOverview')],
  })
}

function lastRun() {
  return stat({
    title: 'Last run',
    about: {
      what: 'How long ago this route was probed.',
      how: `Now less \`${METRICS.lastRun}\`.`,
      act: 'After a minute it is blind: open Watcher.',
      runbook: RUNBOOK,
    },
    unit: UNITS.timeLeft,
    judged: [
      { from: 0, tone: 'good' },
      { from: 60, tone: 'blind' },
    ],
    queries: [query(sinceLastRun(CHOSEN), 'last run')],
    links: [linkTo('watcher')],
  })
}

function failing() {
  return stat({
    title: 'Failing for',
    about: {
      what: 'How long probes on this route have been failing.',
      how: `\`${METRICS.lastRun}\` less \`${METRICS.lastSuccess}\`, while the route is probed.`,
      act: 'Look at the reasons below, then at the hop they name.',
      runbook: RUNBOOK,
    },
    unit: UNITS.timeLeft,
    judged: FAILING_FOR,
    words: NOT_FAILING,
    queries: [query(failingFor(CHOSEN), 'failing for')],
    links: [toApp],
  })
}

function certificate() {
  return stat({
    title: 'Certificate ends in',
    about: {
      what: 'How long the certificate that this route is served is still valid.',
      how: `The least of \`${METRICS.certificateNotAfter}\` in the chain, less now.`,
      act: 'Renew it and reload the server that holds it.',
      runbook: RUNBOOK,
    },
    unit: UNITS.timeLeft,
    judged: CERTIFICATE_LEFT,
    noValue: 'none seen',
    queries: [query(`min by (probe, path) (${selector(METRICS.certificateNotAfter, CHOSEN)}) - time()`, 'ends in')],
    links: [toProbes],
  })
}

function state() {
  return stateTimeline({
    title: 'State',
    about: {
      what: 'Whether probes on this route were good. A gap is a time nobody looked.',
      how: 'Failed ÷ completed probes in each interval: none, some or all.',
      act: 'See what the reasons and the answers below have in common with its start.',
      runbook: RUNBOOK,
    },
    unit: UNITS.text,
    words: ROUTE_STATES,
    queries: [query(routeState(CHOSEN), '{{probe}} · {{path}}')],
    links: [toProbes],
  })
}

function phases() {
  return timeSeries({
    title: 'Where the time goes',
    about: {
      what: 'The mean time of each phase of a probe, one upon the other.',
      how: `Time ÷ number in \`${METRICS.phaseDuration}\`. A phase that hung is charged its time, so failures are in here.`,
      act: 'Wait is the app; connect and TLS are the hop; DNS is the name.',
      runbook: RUNBOOK,
    },
    unit: UNITS.seconds,
    stacked: 'area',
    series: PHASES,
    queries: PHASES.map(phase => {
      const of = { ...CHOSEN, phase }
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
      what: 'Every good probe by its duration: a second band is a second kind of answer.',
      how: `Growth of the buckets of \`${METRICS.duration}\` in each interval.`,
      act: 'It does not turn red: the latency SLO counts what lies over its bound.',
      runbook: RUNBOOK,
    },
    unit: UNITS.seconds,
    queries: [query(sumBy(['le'], increase(`${METRICS.duration}_bucket`, CHOSEN)), '{{le}}')],
    links: [toApp],
  })
}

function lastFailures() {
  const failures = increase(METRICS.failures, CHOSEN, '$__range')
  return table({
    title: 'Failures in this range',
    about: {
      what: 'How often, for which reason and in which phase this route failed.',
      how: `Growth of \`${METRICS.failures}\` over the time range.`,
      act: 'Reason and phase together name the hop: “timeout in connect” never reached it, “status in wait” did.',
      runbook: RUNBOOK,
    },
    labels: [
      { label: 'reason', title: 'Reason' },
      { label: 'phase', title: 'Phase' },
    ],
    values: [
      { title: 'Failures', expr: `${sumBy(['reason', 'phase'], failures)} > 0`, unit: UNITS.count, decimals: 0 },
    ],
    sortBy: { title: 'Failures', isDescending: true },
    noValue: 'no failure counted',
    links: [linkTo('probes', { probe: sameVariable('probe'), path: sameVariable('path') })],
  })
}

function reasons() {
  return timeSeries({
    title: 'Failures by reason and phase',
    about: {
      what: 'When this route failed, and how.',
      how: `Growth of \`${METRICS.failures}\` in each interval.`,
      act: 'A change of reason during an outage is a change of its cause, or of who answers for it.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    stacked: 'bars',
    queries: [query(sumBy(['reason', 'phase'], increase(METRICS.failures, CHOSEN)), '{{reason}} in {{phase}}')],
    links: [toProbes],
  })
}

function answers() {
  return timeSeries({
    title: 'Who answered',
    about: {
      what: 'Which hop made the reply, and of which class.',
      how: `Growth of \`${METRICS.responses}\` a second.`,
      act: 'Answers of the app that turn into answers of the edge: the edge lost what lies behind it.',
      runbook: RUNBOOK,
    },
    unit: UNITS.events,
    stacked: 'area',
    queries: [
      query(sumBy(['answered_by', 'code_class'], rate(METRICS.responses, CHOSEN)), '{{answered_by}} {{code_class}}'),
    ],
    links: [toApp],
  })
}
