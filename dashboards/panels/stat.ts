import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat'
import { colourScheme, describe, type PanelSpec } from './panel.ts'
import { targets } from './query.ts'
import { TONE_COLOURS } from './tones.ts'

/** The newest value; a series that has ended has none. */
export function lastValue(): ReduceDataOptionsBuilder {
  return new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false)
}

/**
 * One number, or one for each series with its name. The query is instant: over a range, Grafana would show the last
 * value of a series that ended hours ago.
 */
export function stat(spec: PanelSpec & { readonly named?: boolean }): Panel {
  const builder = describe(new PanelBuilder(), spec, TONE_COLOURS.blind)
    .targets(targets(spec.queries, 'now'))
    .colorScheme(colourScheme(spec))
    .colorMode(spec.named === true ? BigValueColorMode.Background : BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .justifyMode(BigValueJustifyMode.Auto)
    .textMode(spec.named === true ? BigValueTextMode.ValueAndName : BigValueTextMode.Value)
    .reduceOptions(lastValue())
  return builder.build()
}
