import { selector } from '../../../lib/promql/write-selector.ts'
import { ROUTE_LABELS } from '../../../services/prober/contract/labels.ts'
import { METRICS } from '../../../services/prober/contract/names.ts'
import { FROM_COUNTING } from '../../../services/prober/contract/vantage.ts'
import type { BoardContext } from '../../context.ts'
import { failingNow, SILENT_WORDS, silentRoutes } from '../../expressions/route-runs.ts'
import { anyChosen } from '../../panels/choice.ts'
import { linkTo } from '../../panels/link.ts'
import { increase, quantile, ratio, sumBy } from '../../panels/promql.ts'
import { query } from '../../panels/query.ts'
import { CERTIFICATE_LEFT, NONE_UNSEEN, NONE_WANTED } from '../../panels/standard-thresholds.ts'
import { stat } from '../../panels/stat.ts'
import { UNITS } from '../../panels/units.ts'

const RUNBOOK = 'docs/dashboards.md#probes'
const CHOSEN = anyChosen(...ROUTE_LABELS)
/** The same as the prober that counts sees it: what others saw is for tickets and pages. */
const COUNTING = { ...CHOSEN, ...FROM_COUNTING }

/** The panel “Failing now”. */
export function failing(context: BoardContext) {
  return stat({
    title: 'Failing now',
    about: {
      what: 'Selected routes whose latest probe failed.',
      how: 'Routes whose last success is older than their last run.',
      act: 'The timeline below shows since when, “Failures by reason” why.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    thresholds: NONE_WANTED,
    words: [{ value: 0, text: 'none', tone: 'good' }],
    queries: [query(failingNow(context, CHOSEN), 'failing')],
    links: [linkTo('home')],
  })
}

/** The panel “Silent”. */
export function silent(context: BoardContext) {
  return stat({
    title: 'Silent',
    about: {
      what: `Selected routes that have been probed before and are silent: ${SILENT_WORDS}.`,
      how: `The age of \`${METRICS.lastRun}\`. Home also counts routes that have never been probed.`,
      act: 'Open Watcher: the prober does not run, skips slots, or is not scraped.',
      runbook: RUNBOOK,
    },
    unit: UNITS.count,
    thresholds: NONE_UNSEEN,
    words: [{ value: 0, text: 'none', tone: 'good' }],
    queries: [query(silentRoutes(context, CHOSEN), 'silent')],
    links: [linkTo('watcher')],
  })
}

/** The panel “Good probes in this range”. */
export function success() {
  const failed = sumBy([], increase(METRICS.failures, COUNTING, '$__range'))
  const all = sumBy([], increase(METRICS.probes, COUNTING, '$__range'))
  return stat({
    title: 'Good probes in this range',
    about: {
      what: 'The ratio of the selected probes that were good over the time range.',
      how: '1 − failed ÷ completed probes.',
      act: 'It does not turn red: see the objectives on SLO overview.',
      runbook: RUNBOOK,
    },
    unit: UNITS.ratio,
    decimals: 3,
    queries: [query(`1 - ${ratio(`(${failed} or 0 * ${all})`, all)}`, 'good')],
    links: [linkTo('sloOverview')],
  })
}

/** The panel “p95 of good probes”. */
export function slowness() {
  return stat({
    title: 'p95 of good probes',
    about: {
      what: '95 % of good probes take at most this long.',
      how: `Quantile of \`${METRICS.duration}\` over the latest interval, from connect to the last byte.`,
      act: 'It does not turn red: the latency SLO has the threshold. Click for the phases.',
      runbook: RUNBOOK,
    },
    unit: UNITS.seconds,
    queries: [query(quantile(0.95, METRICS.duration, CHOSEN), 'p95')],
    links: [linkTo('probeDetail')],
  })
}

/** The panel “Next certificate ends in”. */
export function certificateSoonest() {
  return stat({
    title: 'Next certificate ends in',
    about: {
      what: 'Time until the first of the certificates that probes see expires.',
      how: `The minimum of \`${METRICS.certificateNotAfter}\` − now.`,
      act: 'Renew it and reload the edge: the probe shows the certificate that is served, not the one on disk.',
      runbook: RUNBOOK,
    },
    unit: UNITS.timeLeft,
    thresholds: CERTIFICATE_LEFT,
    queries: [query(`min(${selector(METRICS.certificateNotAfter, CHOSEN)}) - time()`, 'ends in')],
    links: [linkTo('probeDetail')],
  })
}
