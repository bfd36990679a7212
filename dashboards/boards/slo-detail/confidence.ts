import { type Matchers, selector } from '../../../lib/promql/write-selector.ts'
import { SERIES } from '../../../slo/core/names.ts'
import { perSlo } from '../../expressions/slo-expressions.ts'

/** Two-sided 95 % of the normal distribution. */
const Z = 1.96

/**
 * A bound of Wilson's score interval for the ratio of good events of the last hour
 * (https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval). Without events in the
 * hour there is no value.
 */
export function confidence(side: 'lower' | 'upper', of: Matchers): string {
  const good = `(1 - ${perSlo(selector(SERIES.errorRatio('1h'), of))})`
  const measuredSeconds = perSlo(`clamp_max(time() - ${selector(SERIES.firstSample, of)}, 3600)`)
  const events = `(${perSlo(`avg_over_time(${selector(SERIES.total, of)}[1h])`)} * ${measuredSeconds} > 0)`
  const z2 = Number((Z * Z).toFixed(4))
  const middle = `${good} + ${z2 / 2} / ${events}`
  const half = `${Z} * sqrt(${good} * (1 - ${good}) / ${events} + ${z2 / 4} / ${events} ^ 2)`
  return `(${middle} ${side === 'lower' ? '-' : '+'} ${half}) / (1 + ${z2} / ${events})`
}
