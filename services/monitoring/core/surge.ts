import { type Matchers, selector } from '../../../lib/promql/write-selector.ts'
import { FAILURE_SCORE_PAGES } from '../../prober/contract/bounds.ts'
import { LABELS } from '../../prober/contract/labels.ts'
import { METRICS, type Path } from '../../prober/contract/names.ts'

/**
 * When failures of a probe are certain enough to page: on the ways that a visitor takes, and on the app asked directly where
 * no such way is good. Behind a good one a failing instance is felt by no visitor.
 */
export function surgeExpr(): string {
  const app: Path = 'app'
  const [ways, direct] = [heldScore({ [LABELS.path]: ['!=', app] }), heldScore({ [LABELS.path]: app })]
  const [pages, good] = [`>= ${FAILURE_SCORE_PAGES}`, `< ${FAILURE_SCORE_PAGES}`]
  return `${ways} ${pages}\nor\n${direct} ${pages}\nunless on (${LABELS.vantage}, ${LABELS.probe})\n${ways} ${good}`
}

/**
 * The score, and while the prober is silent the last one: a prober that ends does not end the fault that it has found. It is
 * kept until the alert about the silence fires.
 */
function heldScore(paths: Matchers): string {
  const score = selector(METRICS.failureScore, paths)
  return `(${score} or last_over_time(${score}[10m]) unless on (${LABELS.vantage}) ${METRICS.buildInfo})`
}
