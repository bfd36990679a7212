import {
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  TimelineValueAlignment,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import { FieldColorBuilder, FieldColorModeId, type Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline'
import { describe, type PanelSpec } from './panel.ts'
import { targets } from './query.ts'
import { TONE_COLOURS } from './tones.ts'

interface StateTimelineSpec extends PanelSpec {
  /** A time range of its own, such as `6h`. */
  readonly range?: string
}

/** States over time, one row for each series; every state has a word, and a gap is time without data. */
export function stateTimeline(spec: StateTimelineSpec): Panel {
  const builder = describe(
    new PanelBuilder(),
    spec,
    spec.isQuietWhenEmpty === true ? 'transparent' : TONE_COLOURS.blind,
  )
    .targets(targets(spec.queries, 'over'))
    // Coloured by thresholds, Grafana shows the names of their bands in the place of the states' words.
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(TONE_COLOURS.blind))
    .showValue(VisibilityMode.Auto)
    .alignValue(TimelineValueAlignment.Left)
    .mergeValues(true)
    .rowHeight(0.85)
    .fillOpacity(85)
    .lineWidth(0)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .calcs([]),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.None))
  if (spec.range !== undefined) builder.timeFrom(spec.range)
  return builder.build()
}
