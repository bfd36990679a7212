import {
  AxisPlacement,
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ScaleDistribution,
  ScaleDistributionConfigBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import { FieldColorBuilder, FieldColorModeId, type Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import type { Tone } from '../../slo/report/tones.ts'
import { colourSeries, describe, type PanelSpec, seriesColour } from './panel.ts'
import { targets } from './query.ts'
import { NEUTRAL, TONE_COLOURS } from './tones.ts'

/** What a graph has besides what every panel has. */
interface TimeSeriesSpec extends PanelSpec {
  /** Stacked areas or bars, for parts of a whole. */
  readonly stacked?: 'area' | 'bars'
  /** Names of series whose set is closed, each with its own colour. */
  readonly series?: readonly string[]
  /** Series with the colour of a tone: bad answers are red on every dashboard. */
  readonly toned?: Readonly<Record<string, Tone>>
  /** The two series to fill between. */
  readonly band?: readonly [upper: string, lower: string]
  readonly max?: number
  /** What the axis shows at least, so that the threshold lines of a quiet graph do not merge. */
  readonly softMin?: number
  readonly softMax?: number
  /** Whether values can be negative. */
  readonly isSigned?: boolean
  readonly isLogarithmic?: boolean
  /** A time range of its own, such as `30d` or `now/M`. */
  readonly range?: string
  /** The shortest step, for queries whose windows are long. */
  readonly interval?: string
}

/** Values over time; thresholds are drawn as dashed lines, and the legend shows the last value. */
export function timeSeries(spec: TimeSeriesSpec): Panel {
  const builder = describe(new PanelBuilder(), spec, 'transparent')
    .targets(targets(spec.queries, 'over'))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Shades).fixedColor(NEUTRAL))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(thresholdLines(spec)))
    // A part that is 0 must not be visible: its line would cover that of the part below it.
    .lineWidth(spec.stacked === undefined ? 2 : 0)
    .fillOpacity(spec.stacked === undefined ? 0 : 75)
    .drawStyle(spec.stacked === 'bars' ? GraphDrawStyle.Bars : GraphDrawStyle.Line)
    .showPoints(VisibilityMode.Never)
    .axisPlacement(AxisPlacement.Auto)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .calcs(['lastNotNull']),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
  if (spec.stacked !== undefined) builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
  if (spec.isSigned !== true) builder.min(0)
  if (spec.max !== undefined) builder.max(spec.max)
  if (spec.softMin !== undefined) builder.axisSoftMin(spec.softMin)
  if (spec.softMax !== undefined) builder.axisSoftMax(spec.softMax)
  if (spec.isLogarithmic === true) {
    builder.scaleDistribution(
      new ScaleDistributionConfigBuilder().type(ScaleDistribution.Symlog).log(10).linearThreshold(1),
    )
  }
  if (spec.range !== undefined) builder.timeFrom(spec.range)
  if (spec.interval !== undefined) builder.interval(spec.interval)
  colourSeries(builder, spec.series ?? [])
  for (const [name, tone] of Object.entries(spec.toned ?? {})) seriesColour(builder, name, TONE_COLOURS[tone])
  if (spec.band !== undefined) {
    const [upper, lower] = spec.band
    builder.overrideByName(upper, [
      { id: 'custom.fillBelowTo', value: lower },
      { id: 'custom.fillOpacity', value: 20 },
      { id: 'custom.lineWidth', value: 0 },
    ])
    builder.overrideByName(lower, [{ id: 'custom.lineWidth', value: 0 }])
  }
  return builder.build()
}

function thresholdLines(spec: TimeSeriesSpec): GraphThresholdsStyleMode {
  return (spec.thresholds ?? []).length === 0 ? GraphThresholdsStyleMode.Off : GraphThresholdsStyleMode.Dashed
}
