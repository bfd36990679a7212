import { textAt } from '../../lib/json/path.ts'
import { fieldOf } from './display.ts'
import type { NamedSeries } from './read-panel.ts'
import type { PanelView } from './view.ts'

/** Grafana's classic palette, for series without a colour of their own; a test compares with Grafana's own. */
const CLASSIC = [
  '#73bf69',
  '#f2cc0c',
  '#5794f2',
  '#ff9830',
  '#f2495c',
  '#b877d9',
  '#37872d',
  '#e0b400',
  '#1f60c4',
  '#fa6400',
  '#c4162a',
  '#8f3bb8',
] as const

/** The colour of a series: the one its override names, else that of its place in the palette. */
export function seriesColour(panel: PanelView, series: NamedSeries, index: number): string {
  const fixed = textAt(fieldOf(panel.field, panel.overrides, series.name), 'color', 'fixedColor')
  return fixed || (CLASSIC[index % CLASSIC.length] ?? CLASSIC[0])
}
