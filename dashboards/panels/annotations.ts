import { type Matchers, selector } from '../../lib/promql/write-selector.ts'
import { LABELS as WEB_LABELS } from '../../services/web/contract/labels.ts'
import { METRICS as WEB } from '../../services/web/contract/names.ts'
import { LABELS } from '../../slo/core/names.ts'
import { MONITORING } from '../catalogue/monitoring.ts'
import type { Annotation } from './board.ts'
import { legend } from './legend.ts'
import { maxBy, minBy } from './promql.ts'
import { NEUTRAL, TONE_COLOURS } from './tones.ts'

/**
 * The first minute in each step at which a series of value 1 was there, in milliseconds, apart by labels. Steps of a month
 * are hours long: a query that only says whether it is there *at* a step would miss what came and went between two. It
 * looks forward, for Grafana's last step is the last that has begun. `timestamp()` would say the same, and take a
 * thousand times as long.
 */
function firstSeen(labels: readonly string[], name: string, of: Matchers = {}): string {
  const minutes = `(${selector(name, of)} * time())[$__interval:1m] offset -$__interval`
  return `1000 * ${minBy(labels, `min_over_time(${minutes})`)}`
}

/** A release that was absent for less than this has not been released again. */
const GAP = '10m'

/**
 * The beginning of every release: it is seen in a step, was not in the minutes before it, and another one was. What
 * comes back after none at all was seen is no release, but the end of a gap.
 */
const deploys: Annotation = {
  name: 'Deploys',
  expr: `${firstSeen([WEB_LABELS.release], WEB.releaseInfo)} unless ${seenBefore()} and on () ${seenBefore()}`,
  title: legend`Release ${WEB_LABELS.release}`,
  colour: NEUTRAL,
}

function seenBefore(): string {
  return maxBy([WEB_LABELS.release], `max_over_time(${WEB.releaseInfo}[${GAP}])`)
}

/** The times when somebody is paged. */
const pages: Annotation = {
  name: 'Pages',
  expr: firstSeen(['alertname', LABELS.id], MONITORING.alerts, { alertstate: 'firing', [LABELS.severity]: 'page' }),
  title: '{{alertname}} pages',
  colour: TONE_COLOURS.bad,
}

/** The annotations of every graph. */
export const ANNOTATIONS: readonly Annotation[] = [deploys, pages]
