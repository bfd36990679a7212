import { selector } from '../../../lib/promql/write-selector.ts'
import { ROUTE_LABELS } from '../../../services/prober/contract/labels.ts'
import { METRICS } from '../../../services/prober/contract/names.ts'
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

/** The panel “Failing now”. */
export function failing(context: BoardContext) {
  return stat({
    title: 'Failing now',
    about: {
      what: 'Chosen routes whose latest probe failed.',
      how: 'Routes whose last success is older than their last run.',
      act: 'The timeline below says since when, the reasons beside it why.',
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
      what: `Chosen routes that were probed once and are silent: ${SILENT_WORDS}.`,
      how: `The age of \`${METRICS.lastRun}\`. Home counts those that never reported as well.`,
      act: 'Open Watcher: the prober has stopped, skips slots, or is not scraped.',
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
  const failed = sumBy([], increase(METRICS.failures, CHOSEN, '$__range'))
  const all = sumBy([], increase(METRICS.probes, CHOSEN, '$__range'))
  return stat({
    title: 'Good probes in this range',
    about: {
      what: 'The part of the chosen probes that was good over the time range.',
      how: 'One less failed ÷ completed probes. SLOs judge it; this figure does not.',
      act: 'It does not turn red: open SLO overview for what was promised.',
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
      what: 'Nineteen of twenty good probes are at least this fast.',
      how: `Quantile of \`${METRICS.duration}\` over the newest interval, from connect to the last byte.`,
      act: 'It does not turn red: the latency SLO judges. Click for the phases.',
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
      what: 'The time until the first of the certificates that probes meet ends.',
      how: `The least of \`${METRICS.certificateNotAfter}\`, less now.`,
      act: 'Renew it, then see that the edge was reloaded: the probe shows what is served, not what is on disk.',
      runbook: RUNBOOK,
    },
    unit: UNITS.timeLeft,
    thresholds: CERTIFICATE_LEFT,
    queries: [query(`min(${selector(METRICS.certificateNotAfter, CHOSEN)}) - time()`, 'ends in')],
    links: [linkTo('probeDetail')],
  })
}
