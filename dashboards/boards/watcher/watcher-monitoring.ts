import { selector } from '../../../lib/promql/write-selector.ts'
import { HEARTBEAT } from '../../../services/monitoring/core/heartbeat.ts'
import { MONITORING } from '../../catalogue/monitoring.ts'
import { linkTo } from '../../panels/link.ts'
import { increase, ratio, sumBy } from '../../panels/promql.ts'
import { query } from '../../panels/query.ts'
import { stateTimeline } from '../../panels/state-timeline.ts'
import { table } from '../../panels/table.ts'
import { thresholds } from '../../panels/thresholds.ts'
import { timeSeries } from '../../panels/time-series.ts'
import { UNITS } from '../../panels/units.ts'

const RUNBOOK = 'docs/dashboards.md#watcher'
const toOverview = linkTo('sloOverview')

/** The panel “Alerting pipeline”: the heartbeat at both ends of it. */
export function heartbeat() {
  const fired = selector(MONITORING.alerts, { alertname: HEARTBEAT.alert, alertstate: 'firing' })
  const received = selector(MONITORING.alertsReceived, { state: 'active' })
  return stateTimeline({
    title: 'Alerting pipeline',
    about: {
      what: `Whether ${HEARTBEAT.alert}, an alert that always fires, fires in Prometheus and reaches Alertmanager, as a page would.`,
      how: `\`${MONITORING.alerts}\` of ${HEARTBEAT.alert}; active \`${MONITORING.alertsReceived}\`, the minimum of all Alertmanagers.`,
      act: 'No page reaches the on-call until this is fixed. Start at the first row that is red.',
      runbook: HEARTBEAT.annotations.runbook ?? RUNBOOK,
    },
    unit: UNITS.text,
    words: [
      { value: 0, text: 'no heartbeat', tone: 'bad' },
      { value: 1, text: 'heartbeat', tone: 'good' },
    ],
    queries: [
      query(`max(${fired}) or 0 * max(${MONITORING.up})`, 'Prometheus fires'),
      query(`min(${received} > bool 0)`, 'Alertmanager has it'),
    ],
    links: [toOverview],
  })
}

/** The panel “Scrapes”. */
export function scrapes() {
  return table({
    title: 'Scrapes',
    about: {
      what: 'Every scrape target of Prometheus: its state, and the duration of the scrape.',
      how: '`up` and `scrape_duration_seconds` by job and instance.',
      act: 'A scrape near its timeout will soon be a gap on every dashboard.',
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
        thresholds: thresholds([0, 'bad'], [1, 'good']),
        words: [
          { value: 0, text: 'fails', tone: 'bad' },
          { value: 1, text: 'works', tone: 'good' },
        ],
      },
      { title: 'Takes', expr: `max by (job, instance) (${MONITORING.scrapeDuration})`, unit: UNITS.seconds },
    ],
    sortBy: { title: 'State', isDescending: false },
    noValue: 'no data',
    links: [linkTo('cluster')],
  })
}

/** Prometheus identifies a group by its file's path and its name; this adds a label with the name alone. */
function named(groups: string): string {
  return `label_replace(${groups}, "rules", "$1", "rule_group", "(?:.*;)?(.*)")`
}

/** The panel “Rules: time used of their interval”. */
export function ruleDuration() {
  return timeSeries({
    title: 'Rules: time used of their interval',
    about: {
      what: 'The ratio of its interval that the evaluation of each of the slowest rule groups takes.',
      how: `\`${MONITORING.groupDuration}\` ÷ \`${MONITORING.groupInterval}\`, the five largest.`,
      act: 'Near 100 % evaluations are missed and alerts are late: give Prometheus more CPU.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    max: 1,
    thresholds: thresholds([0.5, 'warn'], [0.9, 'bad']),
    queries: [
      query(
        `topk(5, ${named(ratio(`max by (rule_group) (${MONITORING.groupDuration})`, `max by (rule_group) (${MONITORING.groupInterval})`))})`,
        '{{rules}}',
      ),
    ],
    links: [toOverview],
  })
}

/** The panel “Notifications”. */
export function notifications() {
  return timeSeries({
    title: 'Notifications',
    about: {
      what: 'Notifications that Alertmanager sent or failed to send, and those that Prometheus dropped.',
      how: `Growth of \`${MONITORING.notificationsSent}\`, \`${MONITORING.notificationsFailed}\` and \`${MONITORING.notificationsDropped}\`.`,
      act: 'Red bars are notifications that did not arrive, yellow ones those that were never sent.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    stacked: 'bars',
    series: ['sent'],
    toned: { failed: 'bad', dropped: 'warn' },
    queries: [
      query(sumBy([], increase(MONITORING.notificationsSent)), 'sent'),
      query(sumBy([], increase(MONITORING.notificationsFailed)), 'failed'),
      query(sumBy([], increase(MONITORING.notificationsDropped)), 'dropped'),
    ],
    links: [toOverview],
  })
}
