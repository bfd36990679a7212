import { PanelBuilder } from '@grafana/grafana-foundation-sdk/bargauge'
import {
  BarGaugeDisplayMode,
  BarGaugeNamePlacement,
  BarGaugeValueMode,
  VizOrientation,
  VizTextDisplayOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { colourScheme, describe, type PanelSpec } from './panel.ts'
import { targets } from './query.ts'
import { lastValue } from './stat.ts'
import { TONE_COLOURS } from './tones.ts'

const TEXT_PIXELS = 14

/** One bar for each series, as it is now. */
export function barGauge(spec: PanelSpec & { readonly max?: number }): Panel {
  const builder = describe(new PanelBuilder(), spec, TONE_COLOURS.blind)
    .targets(targets(spec.queries, 'now'))
    .colorScheme(colourScheme(spec))
    .min(0)
    .displayMode(BarGaugeDisplayMode.Basic)
    .valueMode(BarGaugeValueMode.Text)
    .namePlacement(BarGaugeNamePlacement.Left)
    .showUnfilled(true)
    .orientation(VizOrientation.Horizontal)
    .reduceOptions(lastValue())
    // By default a text grows with its bar, and the name of a long one is cut.
    .text(new VizTextDisplayOptionsBuilder().titleSize(TEXT_PIXELS).valueSize(TEXT_PIXELS))
  if (spec.max !== undefined) builder.max(spec.max)
  return builder.build()
}
