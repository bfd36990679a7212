import { createPrometheus } from '../../adapters/prometheus/client.ts'
import type { PrivatePrometheus } from '../../adapters/prometheus/private-server.ts'
import type { BoardContext } from '../../dashboards/context.ts'
import { alertingRules, alertSeries } from '../../dashboards/proof/alerts.ts'
import { renderFixture } from '../../dashboards/proof/fixture.ts'
import { recently, SCENARIOS, type ScenarioName } from '../../dashboards/proof/scenario.ts'
import { seconds } from '../../lib/duration.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { renderSamples, type SampledSeries } from '../../slo/timeline/sampled-series.ts'
import type { TimeRange } from '../../slo/timeline/time-range.ts'
import { type Derive, startFixturePrometheus } from './fixture-prometheus.ts'

/** A Prometheus that holds a scenario: what was measured, and the alerts that the rules make of it. */
export async function startScenarioPrometheus(name: ScenarioName, context: BoardContext): Promise<PrivatePrometheus> {
  if (name === 'empty') return startFixturePrometheus(undefined)
  return startFixturePrometheus(renderFixture(name, context), evaluateAlerts(context, recently(SCENARIOS[name])))
}

/** Evaluates every alert at each scrape. Rejects when Prometheus refuses one: nothing may be said of alerts then. */
function evaluateAlerts(context: BoardContext, range: TimeRange): Derive {
  return async prometheusUrl => {
    const prometheus = createPrometheus(prometheusUrl, { timeout: seconds(20) })
    const found: SampledSeries[] = []
    for (const rule of alertingRules(context)) {
      const answer = await prometheus.range(rule.expr, range)
      if (answer.kind === 'unanswered')
        throw new ExternalError(`The alert ${rule.alert} cannot be evaluated: ${answer.problem}`)
      found.push(...alertSeries(rule, answer.series, range))
    }
    return renderSamples(found)
  }
}
