import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { selector } from '../../../lib/promql/write-selector.ts'
import { ROUTE_LABELS } from '../../../services/prober/contract/labels.ts'
import { METRICS as WEB } from '../../../services/web/contract/names.ts'
import { LABELS, PAGE_GROUP, SERIES } from '../../../slo/core/names.ts'
import { MONITORING } from '../../catalogue/monitoring.ts'
import type { BoardContext } from '../../context.ts'
import { CHOSEN_JOB, JOB } from '../../expressions/job.ts'
import {
  DOMAIN_WORDS,
  definedRoutes,
  faultDomainCode,
  ROUTE_LEGEND,
  ROUTE_STATES,
  routeState,
} from '../../expressions/probe-expressions.ts'
import { failingNow, notReporting, routesDue, SILENT_WORDS } from '../../expressions/route-runs.ts'
import { burn, countedLate, orUnknown, perSlo, roundedDown } from '../../expressions/slo-expressions.ts'
import { SLO_ANNOTATIONS } from '../../panels/annotations.ts'
import { board } from '../../panels/board.ts'
import { legend } from '../../panels/legend.ts'
import { clickedLabel, clickedLabels, linkTo, sameChoices } from '../../panels/link.ts'
import { countBy, countOr, quantile } from '../../panels/promql.ts'
import { query } from '../../panels/query.ts'
import { BUDGET, BURN, NONE_UNSEEN, NONE_WANTED, NONE_WANTED_SOON } from '../../panels/standard-thresholds.ts'
import { stat } from '../../panels/stat.ts'
import { stateTimeline } from '../../panels/state-timeline.ts'
import { timeSeries } from '../../panels/time-series.ts'
import { UNITS } from '../../panels/units.ts'
import { appTraffic, errorRatio, requestRate } from '../app/traffic-panels.ts'

const RUNBOOK = 'docs/dashboards.md#home'
const toApp = linkTo('app', sameChoices(JOB.name))
const USERS = appTraffic([toApp], CHOSEN_JOB)

/** Are users fine? One screen that answers it, with links to the dashboards with details. */
export function home(context: BoardContext): Dashboard {
  return board({
    name: 'home',
    description: 'Are users fine? Error budgets, failing and silent routes, pages, and the broken hop.',
    from: 'now-6h',
    refresh: '30s',
    variables: [JOB],
    annotations: SLO_ANNOTATIONS,
    links: ['sloOverview', 'probes', 'app', 'cluster', 'release', 'watcher'],
    rows: [
      { height: 4, panels: [[24, budgets()]] },
      {
        height: 4,
        panels: [
          [5, failing(context)],
          [5, blind(context)],
          [5, firing()],
          [5, worstBurn()],
          [4, afterGap()],
        ],
      },
      { height: 4, panels: [[24, faultDomain()]] },
      { height: Math.min(12, 3 + definedRoutes(context)), panels: [[24, routes()]] },
      {
        height: 8,
        panels: [
          [8, requestRate(USERS, 'User requests')],
          [8, errorRatio(USERS, 'Error ratio', [], 'errors')],
          [8, latency()],
        ],
      },
    ],
  })
}

function budgets() {
  return stat({
    title: 'Error budget left',
    about: {
      what: 'How much of each SLO’s error budget is left over its period: 100 % untouched, 0 % spent.',
      how: `\`${SERIES.budgetRemaining}\`; an SLO with an objective but no measurement is blind.`,
      act: 'Open the SLO: it shows which failures spend the budget, and how long the rest lasts.',
      runbook: 'docs/runbooks/slo-burn-page.md',
    },
    unit: UNITS.ratio,
    named: true,
    thresholds: BUDGET,
    decimals: 1,
    queries: [query(roundedDown(orUnknown(SERIES.budgetRemaining), 1), legend`${LABELS.id}`)],
    links: [linkTo('sloDetail', { slo: clickedLabel(LABELS.id) })],
  })
}

function failing(context: BoardContext) {
  return stat({
    title: 'Failing now',
    about: {
      what: 'Routes (probe × path) whose latest probe failed.',
      how: 'Routes whose last success is older than their last run. A route that is silent is not counted here.',
      act: 'Open Probes: which path fails, in which phase, for which reason.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    thresholds: NONE_WANTED,
    words: [{ value: 0, text: 'none', tone: 'good' }],
    queries: [query(failingNow(context), 'failing')],
    links: [linkTo('probes')],
  })
}

function blind(context: BoardContext) {
  return stat({
    title: 'Not reporting',
    about: {
      what: `How many of the ${routesDue(context)} routes with a known interval are silent: ${SILENT_WORDS}.`,
      how: 'Routes that are defined for the prober − those with a run in that time. It has a value even when the prober does not run.',
      act: 'A silent route is neither good nor bad: open Watcher and check that the prober runs and is scraped.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    thresholds: NONE_UNSEEN,
    words: [{ value: 0, text: 'all report', tone: 'good' }],
    queries: [query(notReporting(context), 'not reporting')],
    links: [linkTo('watcher')],
  })
}

function firing() {
  const pages = selector(MONITORING.alerts, { alertstate: 'firing', [LABELS.severity]: 'page' })
  return stat({
    title: 'Pages firing',
    about: {
      what: 'Incidents for which the on-call is being paged.',
      how: 'Firing `ALERTS` of severity page, grouped as in Alertmanager: one page for each service. No value while no SLO rule is evaluated.',
      act: 'The page names its SLOs and runbook; Alertmanager shows the receiver.',
      runbook: 'docs/runbooks/slo-burn-page.md',
    },
    unit: UNITS.count,
    thresholds: NONE_WANTED,
    words: [{ value: 0, text: 'none', tone: 'good' }],
    queries: [query(countOr(countBy(PAGE_GROUP, pages), SERIES.objective), 'firing')],
    links: [linkTo('sloOverview')],
  })
}

function worstBurn() {
  return stat({
    title: 'Worst burn, 1 h',
    about: {
      what: 'The SLO with the highest burn rate over the last hour: 1× spends the budget in exactly one period.',
      how: `Error ratio over 1 h ÷ error budget, the greatest of all SLOs; red from the rate that pages. After a drill it stays for up to an hour, while the budget has been given back.`,
      act: 'Open SLO overview; the burn rates show whether the budget still burns (5 m) or has stopped (1 h only).',
      runbook: 'docs/runbooks/slo-burn-page.md',
    },
    unit: UNITS.burn,
    thresholds: BURN,
    decimals: 1,
    named: true,
    queries: [query(`topk(1, ${perSlo(burn('1h'))})`, legend`${LABELS.id}`)],
    links: [linkTo('sloDetail', { slo: clickedLabel(LABELS.id) })],
  })
}

function afterGap() {
  return stat({
    title: 'Counted late, 1 d',
    about: {
      what: 'Events of gaps in scraping, evaluation or storage, of the SLO with the most, that were counted when the gap was over.',
      how: `\`${SERIES.caughtUp}\` and \`${SERIES.lateTotal}\` over a day. They are in SLI and budget, and in no graph of the time of the gap.`,
      act: 'An annotation marks the end of each gap; open Watcher: what stopped measuring?',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    decimals: 0,
    thresholds: NONE_WANTED_SOON,
    words: [{ value: 0, text: 'none', tone: 'good' }],
    queries: [query(`max(${countedLate()})`, 'counted late')],
    links: [linkTo('watcher')],
  })
}

function faultDomain() {
  return stateTimeline({
    title: 'Which hop is broken',
    about: {
      what: 'The fault domain on the request path: DNS, edge, ingress, app, or the prober itself.',
      how: '`synthetic_fault_domain`, derived from which paths fail and which hop made the answer.',
      act: 'Start at this hop; the hops in front of it only pass its failure on.',
      runbook: RUNBOOK,
    },
    unit: UNITS.text,
    words: DOMAIN_WORDS,
    queries: [query(faultDomainCode(), 'fault domain')],
    links: [linkTo('probes')],
  })
}

function routes() {
  return stateTimeline({
    title: 'Routes',
    about: {
      what: 'The state of every probe on every path. A gap is time without probes.',
      how: 'Failed ÷ completed probes in each interval.',
      act: 'All paths red: the app. Only the edge path red: the edge. Click a row for its phases and reasons.',
      runbook: RUNBOOK,
    },
    unit: UNITS.text,
    words: ROUTE_STATES,
    queries: [query(routeState(), ROUTE_LEGEND)],
    links: [linkTo('probeDetail', clickedLabels(...ROUTE_LABELS))],
  })
}

function latency() {
  return timeSeries({
    title: 'Latency of answers',
    about: {
      what: 'Duration of the app’s answers: median and 99th percentile.',
      how: `Quantiles of \`${WEB.duration}\`, interpolated inside its buckets.`,
      act: 'Slow under load: CPU throttling on Cluster. Slow without load: event loop and garbage collection on App.',
      runbook: 'docs/dashboards.md#app',
    },
    unit: UNITS.seconds,
    series: ['p99', 'p50'],
    queries: [
      query(quantile(0.99, WEB.duration, CHOSEN_JOB), 'p99'),
      query(quantile(0.5, WEB.duration, CHOSEN_JOB), 'p50'),
    ],
    links: [toApp],
  })
}
