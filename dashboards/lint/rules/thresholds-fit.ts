import { at, listAt, numberAt, textAt, textsIn } from '../../../lib/json/path.ts'
import type { LintedPanel } from '../linted-board.ts'
import { eachPanel, LEGACY, type Rule } from '../rule.ts'

/** The greatest threshold that makes sense in a unit: a ratio of 80 was meant as a percentage. */
const GREATEST: Readonly<Record<string, number>> = { percentunit: 1, percent: 100, bool: 1 }

export const thresholdsFit: Rule = {
  code: 'thresholds-fit',
  summary: 'Thresholds lie inside the unit’s range, rise, and are not Grafana’s default of 80.',
  why: "Thresholds outside the unit's range never change a colour, and Grafana's default has no meaning for the value.",
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      const unit = textAt(panel.json, 'fieldConfig', 'defaults', 'unit')
      const values = listAt(panel.json, 'fieldConfig', 'defaults', 'thresholds', 'steps').flatMap(
        step => numberAt(step, 'value') ?? [],
      )
      const isOfRange = textAt(panel.json, 'fieldConfig', 'defaults', 'thresholds', 'mode') === 'percentage'
      const problem = isSeen(panel) ? problemOf(values, isOfRange ? 'percent' : unit) : undefined
      if (problem === undefined) return undefined
      return {
        path: [...panel.path, 'fieldConfig', 'defaults', 'thresholds', 'steps'],
        message: problem,
        help: 'Write thresholds in the panel’s unit, lowest first, from the constants that alerts use.',
      }
    }),
}

function problemOf(values: readonly number[], unit: string): string | undefined {
  const greatest = GREATEST[unit] ?? Number.POSITIVE_INFINITY
  const outside = values.find(value => value > greatest)
  if (outside !== undefined) return `the threshold ${outside} lies outside the unit “${unit}”`
  if (values.length === 1 && values[0] === 80) return 'the thresholds are Grafana’s default'
  const falling = values.findIndex((value, index) => value <= (values[index - 1] ?? Number.NEGATIVE_INFINITY))
  return falling === -1 ? undefined : `the threshold ${values[falling]} does not lie above the one before it`
}

/** Types of panels that have thresholds in their JSON, and show none. */
const COLOURLESS = new Set(['heatmap', 'logs', 'text', 'news', 'dashlist', 'alertlist', 'nodeGraph', 'traces'])

/** Whether thresholds colour anything: those of a graph are drawn only where its style says so. */
function isSeen({ type, json }: LintedPanel): boolean {
  if (LEGACY.has(type) || COLOURLESS.has(type) || textAt(json, 'options', 'colorMode') === 'none') return false
  if (type === 'table' && !hasColouredCells(json)) return false
  const defaults = at(json, 'fieldConfig', 'defaults')
  const lines = textAt(defaults, 'custom', 'thresholdsStyle', 'mode')
  return textAt(defaults, 'color', 'mode') === 'thresholds' || (lines !== '' && lines !== 'off')
}

/** Cells of a table are plain unless their type says otherwise. */
function hasColouredCells(panel: unknown): boolean {
  return textsIn(at(panel, 'fieldConfig')).some(([text]) =>
    /^(color-|gradient-gauge|lcd-gauge|basic$|gauge$)/.test(text),
  )
}
