import { groupLeft } from '../../../lib/promql/write-grouping.ts'
import { type Matchers, selector } from '../../../lib/promql/write-selector.ts'
import { LABELS } from '../../../services/web/contract/labels.ts'
import { METRICS as WEB } from '../../../services/web/contract/names.ts'
import { NODE_JS } from '../../catalogue/node-js.ts'
import { SERVER_ERRORS } from '../../expressions/request-expressions.ts'
import type { Link } from '../../panels/link.ts'
import { countBy, maxBy, rate, ratio, sumBy } from '../../panels/promql.ts'
import { ERROR_LINES } from '../../panels/standard-thresholds.ts'
import { table } from '../../panels/table.ts'
import { UNITS } from '../../panels/units.ts'

/**
 * Values of instances, with the release of each as a label. While Prometheus has an instance under two releases the
 * join would fail, so the one with the newest sample is taken.
 */
function withRelease(expr: string, of: Matchers): string {
  const release = `topk by (instance) (1, timestamp(${selector(WEB.releaseInfo, of)})) ^ 0`
  return `${expr} * on (instance) ${groupLeft(LABELS.release)} (${release})`
}

/** Counts of instances, summed by release and by `labels`. */
export function byRelease(expr: string, of: Matchers = {}, labels: readonly string[] = []): string {
  return sumBy([...labels, LABELS.release], withRelease(expr, of))
}

/** The panel “Releases”. */
export function releases(of: Matchers, link: Link) {
  const failed = byRelease(rate(WEB.requests, { ...of, ...SERVER_ERRORS }), of)
  const all = byRelease(rate(WEB.requests, of), of)
  const started = withRelease(selector(NODE_JS.startTime, of), of)
  return table({
    title: 'Releases',
    about: {
      what: 'Each running release: instances, age, traffic, error ratio and p95.',
      how: `\`${WEB.releaseInfo}\` by release, its youngest instance’s start, and its share of \`${WEB.requests}\` and \`${WEB.duration}\`.`,
      act: 'Instances that are much younger than their release have restarted: see Cluster.',
      runbook: 'docs/dashboards.md#release',
    },
    labels: [{ label: LABELS.release, title: 'Release' }],
    values: [
      { title: 'Instances', expr: countBy([LABELS.release], selector(WEB.releaseInfo, of)), unit: UNITS.count },
      { title: 'Youngest', expr: `time() - ${maxBy([LABELS.release], started)}`, unit: UNITS.timeLeft },
      { title: 'Requests', expr: all, unit: UNITS.requests, decimals: 1 },
      {
        title: 'Errors',
        expr: ratio(`(${failed} or 0 * ${all})`, all),
        unit: UNITS.ratio,
        thresholds: [{ from: 0, tone: 'good' }, ...ERROR_LINES],
      },
      {
        title: 'p95',
        expr: `histogram_quantile(0.95, ${byRelease(rate(`${WEB.duration}_bucket`, of), of, ['le'])})`,
        unit: UNITS.seconds,
      },
    ],
    sortBy: { title: 'Youngest', isDescending: false },
    noValue: 'no data',
    links: [link],
  })
}
