import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { MOST_INVALID, MOST_SKIPPED } from '../../../services/monitoring/core/alert-bounds.ts'
import { METRICS } from '../../../services/prober/contract/names.ts'
import { MONITORING } from '../../catalogue/monitoring.ts'
import type { BoardContext } from '../../context.ts'
import { notReporting, SILENT_WORDS } from '../../expressions/route-runs.ts'
import { ANNOTATIONS } from '../../panels/annotations.ts'
import { board, type Row } from '../../panels/board.ts'
import { linkTo } from '../../panels/link.ts'
import { countOr, increase, sumBy } from '../../panels/promql.ts'
import { query } from '../../panels/query.ts'
import { NONE_UNSEEN, NONE_WANTED } from '../../panels/standard-thresholds.ts'
import { stat } from '../../panels/stat.ts'
import { thresholds } from '../../panels/thresholds.ts'
import { UNITS } from '../../panels/units.ts'
import { heartbeat, notifications, ruleDuration, scrapes } from './watcher-monitoring.ts'
import {
  alertConditions,
  calibration,
  inflight,
  lateness,
  lostSamples,
  maintenance,
  utilization,
} from './watcher-prober.ts'

const RUNBOOK = 'docs/dashboards.md#watcher'
const toProbes = linkTo('probes')
const toOverview = linkTo('sloOverview')

/** Can the monitoring be trusted? */
export function watcher(context: BoardContext): Dashboard {
  return board({
    name: 'watcher',
    description: 'Can the monitoring be trusted? The prober’s own health, scrapes, rules and the alerting pipeline.',
    from: 'now-3h',
    refresh: '30s',
    variables: [],
    annotations: ANNOTATIONS,
    links: ['home', 'probes', 'sloOverview', 'cluster'],
    rows: rows(context),
  })
}

function rows(context: BoardContext): readonly Row[] {
  return [
    {
      height: 4,
      panels: [
        [4, blind(context)],
        [4, unscraped()],
        [4, ruleFailures()],
        [4, slotsAccounted()],
        [4, lostAlerts()],
        [4, configReload()],
      ],
    },
    {
      title: 'The prober',
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
      title: 'Alerts of the prober as Prometheus evaluates them',
      height: 8,
      panels: [
        [12, alertConditions('page', context)],
        [12, alertConditions('ticket', context)],
      ],
    },
    {
      title: 'Prometheus and Alertmanager',
      height: 5,
      panels: [[24, heartbeat()]],
    },
    {
      height: 8,
      panels: [
        [7, scrapes()],
        // Names of rule groups are long: five of them need the width, or the legend grows over the graph.
        [11, ruleDuration()],
        [6, notifications()],
      ],
    },
  ]
}

function blind(context: BoardContext) {
  return stat({
    title: 'Routes not reporting',
    about: {
      what: `Defined routes that are silent: ${SILENT_WORDS}.`,
      how: 'Routes that are defined for the prober − those with a run in that time.',
      act: 'Check below whether the prober is scraped, skips slots, or is overloaded.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    thresholds: NONE_UNSEEN,
    words: [{ value: 0, text: 'all report', tone: 'good' }],
    queries: [query(notReporting(context), 'not reporting')],
    links: [toProbes],
  })
}

function unscraped() {
  return stat({
    title: 'Not scraped',
    about: {
      what: 'Targets that Prometheus cannot scrape.',
      how: '`up` that is 0.',
      act: 'The table below names them; a refused connection means that the process does not run, a timeout that it is overloaded.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    thresholds: NONE_WANTED,
    words: [{ value: 0, text: 'none', tone: 'good' }],
    queries: [query(countOr(`${MONITORING.up} == 0`, MONITORING.up), 'not scraped')],
    links: [linkTo('cluster')],
  })
}

function ruleFailures() {
  return stat({
    title: 'Rule failures, 1 h',
    about: {
      what: 'Rule evaluations that failed or were missed in the last hour: alerts may not have fired.',
      how: `Growth of \`${MONITORING.ruleFailures}\` and \`${MONITORING.missedIterations}\` over 1 h.`,
      act: 'Prometheus’ page “Rules” shows the error beside the rule.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    decimals: 0,
    thresholds: NONE_WANTED,
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

/** The prober's ledger: every slot is counted, invalid or skipped. */
function slotsAccounted() {
  const skipped = sumBy([], increase(METRICS.slotsSkipped, {}, '1h'))
  const invalid = sumBy([], increase(METRICS.samplesInvalid, {}, '1h'))
  const slots = sumBy([], increase(METRICS.slots, {}, '1h'))
  return stat({
    title: 'Slots that count, 1 h',
    about: {
      what: 'The ratio of scheduled probes that gave a valid sample.',
      how: '1 − (skipped + invalid) ÷ all slots of the last hour.',
      act: `Below ${100 * (1 - MOST_SKIPPED)} % the prober is short of CPU or its clock is off, and SLIs rest on fewer probes.`,
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    decimals: 1,
    thresholds: thresholds([0, 'blind'], [1 - MOST_INVALID, 'warn'], [1 - MOST_SKIPPED, 'good']),
    queries: [query(`1 - (${skipped} + ${invalid}) / (${slots} > 0)`, 'counted')],
    links: [toProbes],
  })
}

function lostAlerts() {
  const failed = sumBy([], increase(MONITORING.notificationsFailed, {}, '1h'))
  const dropped = sumBy([], increase(MONITORING.notificationsDropped, {}, '1h'))
  return stat({
    title: 'Alerts lost, 1 h',
    about: {
      what: 'Notifications that Prometheus dropped or Alertmanager could not deliver.',
      how: `Growth of \`${MONITORING.notificationsDropped}\` and \`${MONITORING.notificationsFailed}\` over 1 h.`,
      act: 'Alertmanager’s log names the receiver; until that is fixed, watch this dashboard.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    decimals: 0,
    thresholds: NONE_WANTED,
    words: [{ value: 0, text: 'none', tone: 'good' }],
    queries: [query(`${failed} + ${dropped}`, 'lost')],
    links: [toOverview],
  })
}

function configReload() {
  return stat({
    title: 'Prober’s configuration',
    about: {
      what: 'Whether the prober runs with the definitions on disk.',
      how: `\`${METRICS.reloadSuccessful}\` of the last reload.`,
      act: 'It keeps the last valid definitions; its log lists the errors in the new ones.',
      runbook: RUNBOOK,
    },
    unit: UNITS.text,
    thresholds: thresholds([0, 'bad'], [1, 'good']),
    words: [
      { value: 0, text: 'rejected', tone: 'bad' },
      { value: 1, text: 'loaded', tone: 'good' },
    ],
    queries: [query(`min(${METRICS.reloadSuccessful})`, 'configuration')],
    links: [toProbes],
  })
}
