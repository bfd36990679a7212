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
import { TONE_COLOURS } from './tones.ts'
import { UNITS } from './units.ts'

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
  /** At most so many points, where its width would give too few. */
  readonly points?: number
}

/** A band is a grey of its own: it is of a line, and none. */
const BAND_COLOUR = '#8a97a6'

/** The points of a graph over 30 days with one every quarter of an hour: what began an hour ago is visible. */
export const QUARTER_HOURS = 30 * 24 * 4

/** Values over time; thresholds are drawn as dashed lines, and the legend shows the last value. */
export function timeSeries(spec: TimeSeriesSpec): Panel {
  const builder = describe(new PanelBuilder(), spec, 'transparent')
    .targets(targets(spec.queries, 'over'))
    // Shades of one colour cannot be distinguished; series that are known have colours of their own.
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassic))
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
        // A series that has ended has no last value; “last, not null” would keep the one it had.
        .calcs(['last']),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
  if (spec.stacked !== undefined) builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
  if (spec.isSigned !== true) builder.min(0)
  if (spec.max !== undefined) builder.max(spec.max)
  if (spec.softMin !== undefined) builder.axisSoftMin(spec.softMin)
  const softMax = spec.softMax ?? (spec.unit === UNITS.count ? 1 : undefined)
  // Without it the axis of a graph whose values are all 0 ends at 100.
  if (softMax !== undefined) builder.axisSoftMax(softMax)
  if (spec.isLogarithmic === true) {
    builder.scaleDistribution(
      new ScaleDistributionConfigBuilder().type(ScaleDistribution.Symlog).log(10).linearThreshold(1),
    )
  }
  if (spec.range !== undefined) builder.timeFrom(spec.range)
  if (spec.interval !== undefined) builder.interval(spec.interval)
  if (spec.points !== undefined) builder.maxDataPoints(spec.points)
  colourSeries(builder, spec.series ?? singleNames(spec))
  for (const [name, tone] of Object.entries(spec.toned ?? {})) seriesColour(builder, name, TONE_COLOURS[tone])
  if (spec.band !== undefined) {
    const [upper, lower] = spec.band
    for (const edge of spec.band) seriesColour(builder, edge, BAND_COLOUR)
    builder.overrideByName(upper, [
      { id: 'custom.fillBelowTo', value: lower },
      { id: 'custom.fillOpacity', value: 20 },
      { id: 'custom.lineWidth', value: 0 },
    ])
    builder.overrideByName(lower, [{ id: 'custom.lineWidth', value: 0 }])
  }
  return builder.build()
}

/** The names of queries that give one series each. */
function singleNames({ queries, toned = {}, band }: TimeSeriesSpec): readonly string[] {
  const others: readonly string[] = [...Object.keys(toned), ...(band ?? [])]
  return queries.map(({ legend }) => legend).filter(name => !name.includes('{{') && !others.includes(name))
}

function thresholdLines(spec: TimeSeriesSpec): GraphThresholdsStyleMode {
  return (spec.thresholds ?? []).length === 0 ? GraphThresholdsStyleMode.Off : GraphThresholdsStyleMode.Dashed
}
