import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { selector } from '../../../lib/promql/write-selector.ts'
import { LABELS as WEB_LABELS } from '../../../services/web/contract/labels.ts'
import { METRICS as WEB } from '../../../services/web/contract/names.ts'
import { LABELS, SERIES } from '../../../slo/core/names.ts'
import { KUBE } from '../../catalogue/kubernetes.ts'
import { CHOSEN_JOB, JOB } from '../../expressions/job.ts'
import { SERVER_ERRORS } from '../../expressions/request-expressions.ts'
import { perSlo } from '../../expressions/slo-expressions.ts'
import { ANNOTATIONS } from '../../panels/annotations.ts'
import { barGauge } from '../../panels/bar-gauge.ts'
import { board } from '../../panels/board.ts'
import { legend } from '../../panels/legend.ts'
import { clickedLabel, linkTo, sameChoices } from '../../panels/link.ts'
import { countBy, quantile, rate, ratio, sumBy } from '../../panels/promql.ts'
import { query } from '../../panels/query.ts'
import { ERROR_AXIS, ERROR_LINES } from '../../panels/standard-thresholds.ts'
import { stat } from '../../panels/stat.ts'
import { thresholds } from '../../panels/thresholds.ts'
import { timeSeries } from '../../panels/time-series.ts'
import { UNITS } from '../../panels/units.ts'
import { byRelease, releases } from './releases-table.ts'

const RUNBOOK = 'docs/dashboards.md#release'
const toApp = linkTo('app', sameChoices(JOB.name))
const toCluster = linkTo('cluster')

/** Did this deploy hurt? */
export function release(): Dashboard {
  return board({
    name: 'release',
    description:
      'Did this deploy hurt? Errors by release, latency compared with last week, and the budget spent since.',
    from: 'now-3h',
    refresh: '30s',
    variables: [JOB],
    annotations: ANNOTATIONS,
    links: ['home', 'sloOverview', 'app', 'cluster', 'probes'],
    rows: [
      {
        height: 6,
        panels: [
          [6, releasesRunning()],
          [6, replicas()],
          [12, budgetSpent()],
        ],
      },
      {
        height: 9,
        panels: [
          [12, errorsByRelease()],
          [12, latencyAgainstLastWeek()],
        ],
      },
      {
        height: 8,
        panels: [
          [12, requestsByRelease()],
          [12, releases(CHOSEN_JOB, toApp)],
        ],
      },
    ],
  })
}

function releasesRunning() {
  return stat({
    title: 'Releases running',
    about: {
      what: 'Number of releases that serve traffic: two during a rollout, one otherwise.',
      how: `Distinct releases in \`${WEB.releaseInfo}\`.`,
      act: 'Two for longer than a rollout takes: it is on hold or stuck; the table names both.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    thresholds: thresholds([1, 'good'], [2, 'warn']),
    queries: [query(`count(${countBy([WEB_LABELS.release], selector(WEB.releaseInfo, CHOSEN_JOB))})`, 'releases')],
    links: [toCluster],
  })
}

function replicas() {
  return stat({
    title: 'Ready replicas',
    about: {
      what: 'The ratio of desired replicas that are ready, over all deployments.',
      how: `\`${KUBE.readyReplicas}\` ÷ \`${KUBE.wantedReplicas}\`. Outside a cluster there is no data.`,
      act: 'Below 100 % after the rollout: see restarts and scheduling on Cluster.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    thresholds: thresholds([0, 'bad'], [0.5, 'warn'], [1, 'good']),
    queries: [query(ratio(sumBy([], KUBE.readyReplicas), sumBy([], KUBE.wantedReplicas)), 'ready')],
    links: [toCluster],
  })
}

function budgetSpent() {
  const left = perSlo(SERIES.budgetRemaining)
  const before = perSlo(`${SERIES.budgetRemaining} offset $__range`)
  return barGauge({
    title: 'Budget spent in this range',
    about: {
      what: 'The ratio of each SLO’s budget that was spent in the time range: let it begin at the deploy’s annotation.',
      how: 'Budget left at the start of the range − budget left now, at least 0.',
      act: 'Roll back a release that spends more than a tenth.',
      runbook: 'docs/runbooks/slo-burn-page.md',
    },
    unit: UNITS.ratio,
    decimals: 1,
    max: 1,
    thresholds: thresholds([0, 'good'], [0.02, 'warn'], [0.1, 'bad']),
    queries: [query(`clamp_min(${before} - ${left}, 0)`, legend`${LABELS.id}`)],
    links: [linkTo('sloDetail', { slo: clickedLabel(LABELS.id) })],
  })
}

function errorsByRelease() {
  const failed = byRelease(rate(WEB.requests, { ...CHOSEN_JOB, ...SERVER_ERRORS }), CHOSEN_JOB)
  const all = byRelease(rate(WEB.requests, CHOSEN_JOB), CHOSEN_JOB)
  return timeSeries({
    title: 'Error ratio by release',
    about: {
      what: 'The ratio of requests that each release answers with 5xx.',
      how: `5xx ÷ all of \`${WEB.requests}\`, joined with \`${WEB.releaseInfo}\` by instance.`,
      act: 'The new release above the old one: roll it back by hand; the gate should have done so.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    thresholds: ERROR_LINES,
    softMax: ERROR_AXIS,
    queries: [query(ratio(`(${failed} or 0 * ${all})`, all), legend`${WEB_LABELS.release}`)],
    links: [toApp],
  })
}

function latencyAgainstLastWeek() {
  const buckets = `rate(${selector(`${WEB.duration}_bucket`, CHOSEN_JOB)}[$__rate_interval] offset 1w)`
  return timeSeries({
    title: 'p95 now and a week ago',
    about: {
      what: 'The 95th percentile of durations, now and one week earlier.',
      how: `Quantile 0.95 of \`${WEB.duration}\`, and the same with an offset of one week.`,
      act: 'A step at the deploy’s annotation that last week did not have is caused by the release.',
      runbook: RUNBOOK,
    },
    unit: UNITS.seconds,
    series: ['now', 'a week ago'],
    queries: [
      query(quantile(0.95, WEB.duration, CHOSEN_JOB), 'now'),
      query(`histogram_quantile(0.95, sum by (le) (${buckets}))`, 'a week ago'),
    ],
    links: [toApp],
  })
}

function requestsByRelease() {
  return timeSeries({
    title: 'Requests by release',
    about: {
      what: 'Requests per second by release: how traffic moves from the old one to the new one.',
      how: `Growth of \`${WEB.requests}\` per second, joined with \`${WEB.releaseInfo}\` by instance.`,
      act: 'A gap between the two means requests without an answer.',
      runbook: RUNBOOK,
    },
    unit: UNITS.requests,
    stacked: 'area',
    queries: [query(byRelease(rate(WEB.requests, CHOSEN_JOB), CHOSEN_JOB), legend`${WEB_LABELS.release}`)],
    links: [toApp],
  })
}
