import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { METRICS } from '../services/prober/core/names.ts'
import { proberRules } from '../services/prober/core/prober-rules.ts'
import type { AlertSeverity } from '../slo/model.ts'
import { LABELS } from '../slo/names.ts'
import { isAlert } from '../slo/rule-group.ts'
import { MONITORING } from './catalogue/monitoring.ts'
import type { BoardContext } from './context.ts'
import { MARKS } from './marks.ts'
import { board } from './panels/board.ts'
import { NONE_UNSEEN, NONE_WANTED } from './panels/judgements.ts'
import { linkTo } from './panels/link.ts'
import { countOr, increase, quantile, ratio, sumBy } from './panels/promql.ts'
import { query } from './panels/query.ts'
import { stat } from './panels/stat.ts'
import { stateTimeline } from './panels/state-timeline.ts'
import { table } from './panels/table.ts'
import { timeSeries } from './panels/time-series.ts'
import { judgement, type Tone } from './panels/tones.ts'
import { UNITS } from './panels/units.ts'
import { notReporting } from './probe-expressions.ts'

const RUNBOOK = 'docs/dashboards.md#watcher'
const toProbes = linkTo('probes')
const toOverview = linkTo('sloOverview')

/** Can what we see be trusted? */
export function watcher(context: BoardContext): Dashboard {
  return board({
    name: 'watcher',
    description: 'Who watches the watcher: the prober’s own health, scrapes, rules and the way of an alert.',
    from: 'now-3h',
    refresh: '30s',
    variables: [],
    marks: MARKS,
    onward: ['home', 'probes', 'sloOverview', 'cluster'],
    shelves: [
      {
        height: 4,
        panels: [
          [4, blind(context)],
          [4, unscraped()],
          [4, ruleFailures()],
          [4, slotsAccounted()],
          [4, alertPath()],
          [4, configReload()],
        ],
      },
      {
        heading: 'The prober',
        height: 8,
        panels: [
          [8, lateness()],
          [8, lostSamples()],
          [8, calibration()],
        ],
      },
      {
        height: 7,
        panels: [
          [8, utilization()],
          [8, inflight()],
          [8, maintenance()],
        ],
      },
      {
        heading: 'Alerts of the prober as Prometheus evaluates them',
        height: 8,
        panels: [
          [12, alertConditions('page')],
          [12, alertConditions('ticket')],
        ],
      },
      {
        heading: 'Prometheus and Alertmanager',
        height: 8,
        panels: [
          [8, scrapes()],
          [8, ruleDuration()],
          [8, notifications()],
        ],
      },
    ],
  })
}

function blind(context: BoardContext) {
  return stat({
    title: 'Routes not reporting',
    about: {
      what: 'Defined routes that nobody has probed in the last minute.',
      how: 'Routes defined for the prober, less those with a run in the last 60 s.',
      act: 'See below: is the prober scraped, does it skip slots, is it overloaded?',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    judged: NONE_UNSEEN,
    words: [{ value: 0, text: 'all report', tone: 'good' }],
    queries: [query(notReporting(context), 'not reporting')],
    links: [toProbes],
  })
}

function unscraped() {
  return stat({
    title: 'Not scraped',
    about: {
      what: 'Things Prometheus should scrape and cannot.',
      how: '`up` that is 0.',
      act: 'The table below names them; a refused connection is a dead process, a timeout an overloaded one.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    judged: NONE_WANTED,
    words: [{ value: 0, text: 'none', tone: 'good' }],
    queries: [query(countOr(`${MONITORING.up} == 0`, MONITORING.up), 'not scraped')],
    links: [linkTo('cluster')],
  })
}

function ruleFailures() {
  return stat({
    title: 'Rule failures, 1 h',
    about: {
      what: 'Evaluations of rules that failed, or were missed, in the last hour: alerts may not have fired.',
      how: `Growth of \`${MONITORING.ruleFailures}\` and \`${MONITORING.missedIterations}\` over 1 h.`,
      act: 'Prometheus’ page “Rules” shows the error beside the rule.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    decimals: 0,
    judged: NONE_WANTED,
    words: [{ value: 0, text: 'none', tone: 'good' }],
    queries: [
      query(
        `${sumBy([], increase(MONITORING.ruleFailures, {}, '1h'))} + ${sumBy([], increase(MONITORING.missedIterations, {}, '1h'))}`,
        'failed',
      ),
    ],
    links: [toOverview],
  })
}

/** Every slot must be counted, invalid or skipped: the ledger of the prober. */
function slotsAccounted() {
  const skipped = sumBy([], increase(METRICS.slotsSkipped, {}, '1h'))
  const invalid = sumBy([], increase(METRICS.samplesInvalid, {}, '1h'))
  const slots = sumBy([], increase(METRICS.slots, {}, '1h'))
  return stat({
    title: 'Slots that count, 1 h',
    about: {
      what: 'The part of scheduled probes that gave a valid sample.',
      how: 'One less skipped and invalid ÷ all slots of the last hour.',
      act: 'Under 99 % the prober is short of CPU or its clock is off: its verdicts rest on fewer probes.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    decimals: 1,
    judged: judgement([0, 'blind'], [0.95, 'warn'], [0.99, 'good']),
    queries: [query(`1 - (${skipped} + ${invalid}) / (${slots} > 0)`, 'counted')],
    links: [toProbes],
  })
}

function alertPath() {
  const failed = sumBy([], increase(MONITORING.notificationsFailed, {}, '1h'))
  const dropped = sumBy([], increase(MONITORING.notificationsDropped, {}, '1h'))
  return stat({
    title: 'Alerts lost, 1 h',
    about: {
      what: 'Notifications that Prometheus dropped or Alertmanager could not deliver: somebody was not told.',
      how: `Growth of \`${MONITORING.notificationsDropped}\` and \`${MONITORING.notificationsFailed}\` over 1 h.`,
      act: 'Alertmanager’s log names the receiver; until it is mended, watch this board.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    decimals: 0,
    judged: NONE_WANTED,
    words: [{ value: 0, text: 'none', tone: 'good' }],
    queries: [query(`${failed} + ${dropped}`, 'lost')],
    links: [toOverview],
  })
}

function configReload() {
  return stat({
    title: 'Prober’s configuration',
    about: {
      what: 'Whether the prober runs with the definitions that are on disk.',
      how: `\`${METRICS.reloadSuccessful}\` of the last reload.`,
      act: 'It goes on with the last good definitions; its log says what is wrong with the new ones.',
      runbook: RUNBOOK,
    },
    unit: UNITS.text,
    judged: judgement([0, 'bad'], [1, 'good']),
    words: [
      { value: 0, text: 'refused', tone: 'bad' },
      { value: 1, text: 'loaded', tone: 'good' },
    ],
    queries: [query(`min(${METRICS.reloadSuccessful})`, 'configuration')],
    links: [toProbes],
  })
}

function lateness() {
  return timeSeries({
    title: 'How late probes start, p99',
    about: {
      what: 'The delay between a slot’s time and its probe’s start, and how late the event loop is.',
      how: `Quantiles 0.99 of \`${METRICS.startDelay}\` and \`${METRICS.eventLoopLag}\`.`,
      act: 'Late probes measure the prober: give it CPU, or fewer probes.',
      runbook: RUNBOOK,
    },
    unit: UNITS.seconds,
    judged: judgement([0.05, 'warn'], [0.25, 'bad']),
    series: ['start delay', 'event loop lag'],
    queries: [
      query(quantile(0.99, METRICS.startDelay), 'start delay'),
      query(quantile(0.99, METRICS.eventLoopLag), 'event loop lag'),
    ],
    links: [toProbes],
  })
}

function lostSamples() {
  return timeSeries({
    title: 'Skipped and invalid samples',
    about: {
      what: 'Slots without a probe, and probes that the prober itself spoiled.',
      how: `Growth of \`${METRICS.slotsSkipped}\` and \`${METRICS.samplesInvalid}\` in each interval.`,
      act: 'Skipped for overlap: probes take longer than their interval. Invalid: the prober was late or miscalibrated.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    stacked: 'bars',
    queries: [
      query(sumBy(['reason'], increase(METRICS.slotsSkipped)), 'skipped: {{reason}}'),
      query(sumBy(['cause'], increase(METRICS.samplesInvalid)), 'invalid: {{cause}}'),
    ],
    links: [toProbes],
  })
}

function calibration() {
  return timeSeries({
    title: 'Calibration error',
    about: {
      what: 'How far the prober is off when it measures an answer whose duration it knows.',
      how: `Quantiles of \`${METRICS.calibrationError}\`.`,
      act: 'Durations on all boards are wrong by this much: look for a starved CPU.',
      runbook: RUNBOOK,
    },
    unit: UNITS.seconds,
    judged: judgement([0.01, 'warn'], [0.05, 'bad']),
    series: ['p99', 'p50'],
    queries: [0.99, 0.5].map(q => query(quantile(q, METRICS.calibrationError), `p${q * 100}`)),
    links: [toProbes],
  })
}

function utilization() {
  return timeSeries({
    title: 'Event loop utilisation',
    about: {
      what: 'The part of time in which the prober’s event loop was busy.',
      how: `\`${METRICS.eventLoopUtilization}\`.`,
      act: 'Over 30 % measured times begin to include the prober’s own work.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    max: 1,
    judged: judgement([0.3, 'warn'], [0.7, 'bad']),
    queries: [query(`max by (instance) (${METRICS.eventLoopUtilization})`, '{{instance}}')],
    links: [toProbes],
  })
}

function inflight() {
  return timeSeries({
    title: 'Probes in flight',
    about: {
      what: 'Probes that have begun and not ended.',
      how: `\`${METRICS.inflight}\`.`,
      act: 'It climbs when what is probed hangs; slots are skipped when it reaches its limit.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    queries: [query(`max by (instance) (${METRICS.inflight})`, '{{instance}}')],
    links: [toProbes],
  })
}

function maintenance() {
  return stateTimeline({
    title: 'Maintenance',
    about: {
      what: 'When a maintenance was declared: probes go on, and do not count against budgets.',
      how: `\`${METRICS.maintenanceActive}\`.`,
      act: 'End what nobody needs any more: an open maintenance hides an outage from the SLOs.',
      runbook: RUNBOOK,
    },
    unit: UNITS.text,
    words: [
      { value: 0, text: 'none', tone: 'good' },
      { value: 1, text: 'maintenance', tone: 'warn' },
    ],
    queries: [query(`max by (probe) (${METRICS.maintenanceActive})`, '{{probe}}')],
    links: [toOverview],
  })
}

/** What each severity means to the person who reads it, and how it looks. */
const SEVERITIES: Readonly<Record<AlertSeverity, { title: string; tone: Tone; act: string }>> = {
  page: { title: 'When the prober pages', tone: 'bad', act: 'Somebody is being paged now.' },
  ticket: { title: 'When the prober opens a ticket', tone: 'warn', act: 'Plan the repair for this working day.' },
}

/** The alerts' own expressions, letter for letter: a row is there while its condition holds. */
function alertConditions(severity: AlertSeverity) {
  const { title, tone, act } = SEVERITIES[severity]
  const alerts = proberRules()
    .flatMap(group => group.rules)
    .filter(isAlert)
    .filter(({ labels }) => labels[LABELS.severity] === severity)
  return stateTimeline({
    title,
    about: {
      what: `When the condition of each ${severity} alert of the prober held; it fires when it holds for as long as its rule wants.`,
      how: 'The alerts’ own expressions. A row without a bar is a condition that did not hold, or that nothing is known of.',
      act: `${act} The runbook is named in the alert.`,
      runbook: RUNBOOK,
    },
    unit: UNITS.text,
    anyValue: { text: 'holds', tone },
    isQuietWhenEmpty: true,
    noValue: 'quiet, or not measured',
    queries: alerts.map(({ alert, expr }) => query(expr, `${alert} {{probe}} {{path}} {{vantage}}`)),
    links: [toProbes],
  })
}

function scrapes() {
  return table({
    title: 'Scrapes',
    about: {
      what: 'Everything Prometheus scrapes, whether it answers and how long that takes.',
      how: '`up` and `scrape_duration_seconds` by job and instance.',
      act: 'A scrape near its timeout will soon be a gap in every board.',
      runbook: RUNBOOK,
    },
    labels: [
      { label: 'job', title: 'Job' },
      { label: 'instance', title: 'Instance' },
    ],
    values: [
      {
        title: 'State',
        expr: `min by (job, instance) (${MONITORING.up})`,
        unit: UNITS.text,
        judged: judgement([0, 'bad'], [1, 'good']),
        words: [
          { value: 0, text: 'silent', tone: 'bad' },
          { value: 1, text: 'answers', tone: 'good' },
        ],
      },
      { title: 'Takes', expr: `max by (job, instance) (${MONITORING.scrapeDuration})`, unit: UNITS.seconds },
    ],
    sortBy: { title: 'State', isDescending: false },
    noValue: 'no data',
    links: [linkTo('cluster')],
  })
}

function ruleDuration() {
  return timeSeries({
    title: 'Rules: time used of their interval',
    about: {
      what: 'How much of its interval each of the slowest rule groups needs.',
      how: `\`${MONITORING.groupDuration}\` ÷ \`${MONITORING.groupInterval}\`, the five greatest.`,
      act: 'Near 100 % evaluations are missed and alerts come late: give Prometheus CPU.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    max: 1,
    judged: judgement([0.5, 'warn'], [0.9, 'bad']),
    queries: [
      query(
        `topk(5, ${ratio(`max by (rule_group) (${MONITORING.groupDuration})`, `max by (rule_group) (${MONITORING.groupInterval})`)})`,
        '{{rule_group}}',
      ),
    ],
    links: [toOverview],
  })
}

function notifications() {
  return timeSeries({
    title: 'Notifications',
    about: {
      what: 'What Alertmanager delivered and could not, and what Prometheus dropped on the way to it.',
      how: `Growth of \`${MONITORING.notificationsSent}\`, \`${MONITORING.notificationsFailed}\` and \`${MONITORING.notificationsDropped}\`.`,
      act: 'Red bars are people who were not told.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    stacked: 'bars',
    series: ['sent'],
    toned: { failed: 'bad', dropped: 'bad' },
    queries: [
      query(sumBy([], increase(MONITORING.notificationsSent)), 'sent'),
      query(sumBy([], increase(MONITORING.notificationsFailed)), 'failed'),
      query(sumBy([], increase(MONITORING.notificationsDropped)), 'dropped'),
    ],
    links: [toOverview],
  })
}
