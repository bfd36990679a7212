import { HeatmapCellLayout, TooltipDisplayMode } from '@grafana/grafana-foundation-sdk/common'
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapTooltipBuilder,
  PanelBuilder,
  RowsHeatmapOptionsBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap'
import { describe, type PanelSpec } from './panel.ts'
import { targets } from './query.ts'

/** How a histogram's buckets fill over time; darker is more. The panel's unit is that of the buckets' bounds. */
export function heatmap(spec: PanelSpec): Panel {
  return describe(new PanelBuilder(), spec, 'transparent')
    .targets(targets(spec.queries, 'buckets'))
    .calculate(false)
    .rowsFrame(new RowsHeatmapOptionsBuilder().layout(HeatmapCellLayout.Le))
    .color(
      new HeatmapColorOptionsBuilder()
        .mode(HeatmapColorMode.Scheme)
        .scheme('Blues')
        .steps(32)
        .exponent(0.5)
        .fill('dark-blue')
        .reverse(false),
    )
    .yAxis(new YAxisConfigBuilder().unit(spec.unit))
    .tooltip(new HeatmapTooltipBuilder().mode(TooltipDisplayMode.Single).yHistogram(true))
    .cellGap(1)
    .showLegend()
    .build()
}
