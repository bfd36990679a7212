import { MONITORING } from './catalogue/monitoring.ts'
import { linkTo } from './panels/link.ts'
import { increase, ratio, sumBy } from './panels/promql.ts'
import { query } from './panels/query.ts'
import { table } from './panels/table.ts'
import { timeSeries } from './panels/time-series.ts'
import { judgement } from './panels/tones.ts'
import { UNITS } from './panels/units.ts'

const RUNBOOK = 'docs/dashboards.md#watcher'
const toOverview = linkTo('sloOverview')

/** The panel “Scrapes”. */
export function scrapes() {
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

/** The panel “Rules: time used of their interval”. */
export function ruleDuration() {
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

/** The panel “Notifications”. */
export function notifications() {
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
