import { renderSamples } from '../../slo/timeline/sampled-series.ts'
import type { BoardContext } from '../context.ts'
import { clusterSeries } from './cluster-series.ts'
import { monitoringSeries } from './monitoring-series.ts'
import { proberSeries } from './prober-series.ts'
import { SCENARIOS, type ScenarioName } from './scenario.ts'
import { sloSeries } from './slo-series.ts'
import { webSeries } from './web-series.ts'

/** Everything that would have been measured in a scenario, as OpenMetrics; undefined for the one without any data. Alerts follow from it, by the rules. */
export function renderFixture(name: ScenarioName, context: BoardContext): string | undefined {
  if (name === 'empty') return undefined
  const scenario = SCENARIOS[name]
  return renderSamples([
    ...proberSeries(scenario, context),
    ...sloSeries(scenario, context),
    ...webSeries(scenario),
    ...clusterSeries(scenario),
    ...monitoringSeries(scenario, context),
  ])
}
