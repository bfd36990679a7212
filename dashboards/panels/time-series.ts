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

/** What a graph can do beyond what every panel does. */
export interface TimeSeriesSpec extends PanelSpec {
  /** Stacked areas or bars, for parts of a whole. */
  readonly stacked?: 'area' | 'bars'
  /** Names of series whose set is closed, each with its own colour. */
  readonly series?: readonly string[]
  /** Series whose colour isColoured: bad answers are red wherever they are drawn. */
  readonly toned?: Readonly<Record<string, Tone>>
  /** Fills between two series: the name of the upper, then of the lower. */
  readonly band?: readonly [upper: string, lower: string]
  readonly max?: number
  /** What the axis reaches at least, so that a quiet graph keeps its judging lines apart. */
  readonly softMin?: number
  readonly softMax?: number
  /** Whether values go below zero. */
  readonly isSigned?: boolean
  readonly isLogarithmic?: boolean
  /** A time range of its own, such as `30d` or `now/M`. */
  readonly range?: string
  /** The shortest step, for queries whose windows are long. */
  readonly interval?: string
}

/** Values over time; thresholds are drawn as dashed lines, and the legend tells the newest value. */
export function timeSeries(spec: TimeSeriesSpec): Panel {
  const builder = describe(new PanelBuilder(), spec, 'transparent')
    .targets(targets(spec.queries, 'over'))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Shades).fixedColor(NEUTRAL))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(thresholdLines(spec)))
    // A part that is nothing must not be seen: its line would lie on the whole's, in its own colour.
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
