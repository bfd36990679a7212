import { selector } from '../../../lib/promql/write-selector.ts'
import { ROUTE_LABELS } from '../../../services/prober/contract/labels.ts'
import { METRICS } from '../../../services/prober/contract/names.ts'
import { FROM_COUNTING } from '../../../services/prober/contract/vantage.ts'
import type { BoardContext } from '../../context.ts'
import {
  FAILING_FOR,
  failingFor,
  isSilent,
  NOT_FAILING,
  REPORTING,
  SILENT_WORDS,
  sinceLastRun,
} from '../../expressions/route-runs.ts'
import { chosen } from '../../panels/choice.ts'
import { linkTo } from '../../panels/link.ts'
import { increase, minBy, ratio, sumBy } from '../../panels/promql.ts'
import { query } from '../../panels/query.ts'
import { CERTIFICATE_LEFT } from '../../panels/standard-thresholds.ts'
import { stat } from '../../panels/stat.ts'
import { UNITS } from '../../panels/units.ts'

const RUNBOOK = 'docs/dashboards.md#probe-detail'
const CHOSEN = chosen(...ROUTE_LABELS)
/** The same as the prober that counts sees it: what others saw is for tickets and pages. */
const COUNTING = { ...CHOSEN, ...FROM_COUNTING }

const toProbes = linkTo('probes')
const toApp = linkTo('app')

/** The panel “Good in this range”. */
export function good() {
  const failed = sumBy([], increase(METRICS.failures, COUNTING, '$__range'))
  const all = sumBy([], increase(METRICS.probes, COUNTING, '$__range'))
  return stat({
    title: 'Good in this range',
    about: {
      what: 'The ratio of this route’s probes that were good over the time range.',
      how: '1 − failed ÷ completed probes.',
      act: 'It does not turn red: the SLO has the objective.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    decimals: 3,
    queries: [query(`1 - ${ratio(`(${failed} or 0 * ${all})`, all)}`, 'good')],
    links: [linkTo('sloOverview')],
  })
}

/** The panel “Last run”. */
export function lastRun(context: BoardContext) {
  return stat({
    title: 'Last run',
    about: {
      what: 'Time since this route was last probed.',
      how: `Now − \`${METRICS.lastRun}\`.`,
      act: 'It does not turn purple: see “Reporting”.',
      runbook: RUNBOOK,
    },
    // In its largest unit alone: “2 seconds, 0 milliseconds” is cut, and no more exact.
    unit: UNITS.seconds,
    queries: [query(sinceLastRun(context, CHOSEN), 'last run')],
    links: [linkTo('watcher')],
  })
}

/** The panel “Reporting”. */
export function reporting(context: BoardContext) {
  return stat({
    title: 'Reporting',
    about: {
      what: `Whether this route is probed when it is due, or silent: ${SILENT_WORDS}.`,
      how: `The age of \`${METRICS.lastRun}\`. A probe without a known interval is never silent.`,
      act: 'A silent route is not measured: open Watcher.',
      runbook: RUNBOOK,
    },
    unit: UNITS.text,
    words: REPORTING,
    queries: [query(isSilent(context, CHOSEN), 'reporting')],
    links: [linkTo('watcher')],
  })
}

/** The panel “Failing for”. */
export function failing(context: BoardContext) {
  return stat({
    title: 'Failing for',
    about: {
      what: 'How long probes on this route have been failing.',
      how: `\`${METRICS.lastRun}\` − \`${METRICS.lastSuccess}\`, while the route is probed.`,
      act: 'See the failure reasons below, then check the hop that they point at.',
      runbook: RUNBOOK,
    },
    unit: UNITS.timeLeft,
    thresholds: FAILING_FOR,
    words: NOT_FAILING,
    queries: [query(failingFor(context, CHOSEN), 'failing for')],
    links: [toApp],
  })
}

/** The panel “Certificate ends in”. */
export function certificate() {
  return stat({
    title: 'Certificate ends in',
    about: {
      what: 'How long the certificate that is served on this route is valid.',
      how: `The minimum of \`${METRICS.certificateNotAfter}\` in the chain − now.`,
      act: 'Renew it and reload the server.',
      runbook: RUNBOOK,
    },
    unit: UNITS.timeLeft,
    thresholds: CERTIFICATE_LEFT,
    noValue: 'none seen',
    // A path without TLS has no certificate; a route that is not probed is purple beside it.
    isQuietWhenEmpty: true,
    queries: [query(`${minBy(ROUTE_LABELS, selector(METRICS.certificateNotAfter, CHOSEN))} - time()`, 'ends in')],
    links: [toProbes],
  })
}
