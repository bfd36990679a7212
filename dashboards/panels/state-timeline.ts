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
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline'
import { colourScheme, describe, type PanelSpec } from './panel.ts'
import { targets } from './query.ts'
import { TONE_COLOURS } from './tones.ts'

interface StateTimelineSpec extends PanelSpec {
  /** Whether a gap is good, as for a condition that has a value only while it holds. */
  readonly isQuietWhenEmpty?: boolean
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
    .colorScheme(colourScheme(spec))
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
