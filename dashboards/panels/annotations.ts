import { type Matchers, selector } from '../../lib/promql/write-selector.ts'
import { LABELS as PROBER_LABELS } from '../../services/prober/contract/labels.ts'
import { METRICS as PROBER } from '../../services/prober/contract/names.ts'
import { OF_WEB_APP } from '../../services/web/contract/jobs.ts'
import { LABELS as WEB_LABELS } from '../../services/web/contract/labels.ts'
import { METRICS as WEB } from '../../services/web/contract/names.ts'
import { LABELS, SERIES } from '../../slo/core/names.ts'
import { MONITORING } from '../catalogue/monitoring.ts'
import type { Annotation } from './board.ts'
import { legend } from './legend.ts'
import { maxBy, minBy } from './promql.ts'
import { NEUTRAL, TONE_COLOURS } from './tones.ts'

/**
 * The first minute in each step at which a series of value 1 existed, in milliseconds, by labels. Over a month, steps
 * are hours long: a query that samples only *at* each step would miss a series that began and ended between two. The
 * offset looks forward, because Grafana's last step is the last one that has begun. `timestamp()` would give the same
 * result, a thousand times slower.
 */
function firstSeen(labels: readonly string[], name: string, of: Matchers = {}): string {
  const minutes = `(${selector(name, of)} * time())[$__interval:1m] offset -$__interval`
  return `1000 * ${minBy(labels, `min_over_time(${minutes})`)}`
}

/** A release that is missing for a shorter time than this has not been deployed again. */
const GAP = '10m'

/**
 * The start of every release: it exists in a step, did not in the minutes before, and another one did. A release that
 * returns after a time without any is the end of a gap in the data, and no deploy.
 */
const deploys: Annotation = {
  name: 'Deploys',
  expr: `${firstSeen([WEB_LABELS.release], WEB.releaseInfo, OF_WEB_APP)} unless ${seenBefore()} and on () ${seenBefore()}`,
  title: legend`Release ${WEB_LABELS.release}`,
  colour: NEUTRAL,
}

function seenBefore(): string {
  return maxBy([WEB_LABELS.release], `max_over_time(${selector(WEB.releaseInfo, OF_WEB_APP)}[${GAP}])`)
}

/** The times at which a page fires. */
const pages: Annotation = {
  name: 'Pages',
  expr: firstSeen(['alertname', LABELS.id], MONITORING.alerts, { alertstate: 'firing', [LABELS.severity]: 'page' }),
  title: '{{alertname}} pages',
  colour: TONE_COLOURS.bad,
}

/** The times of maintenance, as regions to the nearest step: what fails in them does not count. */
const maintenance: Annotation = {
  name: 'Maintenance',
  expr: maxBy([PROBER_LABELS.probe], `max_over_time((${PROBER.maintenanceActive} == 1)[$__interval:1m])`),
  isRegion: true,
  title: legend`Maintenance of ${PROBER_LABELS.probe}`,
  colour: NEUTRAL,
}

/**
 * When events of a gap in scraping, evaluation or storage were counted: the gap ended there. They were recorded once, so each
 * minute looks back to the minute before it.
 */
const gaps: Annotation = {
  name: 'Gaps in measuring',
  expr: [SERIES.caughtUp, SERIES.lateTotal]
    .map(series => {
      const minutes = `(max_over_time(${series}[1m]) * 0 + time())[$__interval:1m] offset -$__interval`
      return `1000 * ${minBy([LABELS.id], `min_over_time(${minutes})`)}`
    })
    .join(' or '),
  title: legend`${LABELS.id}: events of a gap were counted`,
  colour: NEUTRAL,
}

/** The annotations of every graph. */
export const ANNOTATIONS: readonly Annotation[] = [deploys, pages, maintenance]

/** Those of the graphs of budgets, whose steps at the end of a gap are no bursts. */
export const SLO_ANNOTATIONS: readonly Annotation[] = [...ANNOTATIONS, gaps]
