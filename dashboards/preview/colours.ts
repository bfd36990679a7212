import { textAt } from '../../lib/json/path.ts'
import { fieldOf } from './display.ts'
import type { NamedSeries } from './read-panel.ts'
import type { PanelView } from './view.ts'

/** Shades of one neutral blue, as Grafana makes them for series without a colour of their own. */
const SHADES = ['#5b8bd0', '#93b4e3', '#376ab0', '#7aa2dc', '#284d82', '#b3caee', '#4579c4', '#1d3a63'] as const

/** The colour of a series: the one its override names, else the next shade. */
export function seriesColour(panel: PanelView, series: NamedSeries, index: number): string {
  const fixed = textAt(fieldOf(panel.field, panel.overrides, series.name), 'color', 'fixedColor')
  const isOwn = panel.overrides.some(override => textAt(override, 'matcher', 'options') === series.name)
  const shade = SHADES[index % SHADES.length] ?? SHADES[0]
  return isOwn && fixed !== '' ? fixed : shade
}
