import { numberAt } from '../../../lib/json/path.ts'
import type { LintedPanel } from '../linted-board.ts'
import { eachPanel, type Rule } from '../rule.ts'

const COLUMNS = 24

interface Box {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

export const grid: Rule = {
  code: 'grid',
  summary: 'Panels stand on the grid’s 24 columns and do not overlap.',
  why: 'Grafana moves overlapping panels down, so the layout on screen is not the one that was reviewed.',
  scope: 'any',
  check: board =>
    eachPanel(board, panel => {
      // Dashboards older than Grafana 5 have widths, and no grid.
      if (panel.path.includes('rows')) return undefined
      const box = boxOf(panel)
      const problem = box === undefined ? 'the panel has no place' : placeProblem(box, panel, board.panels)
      if (problem === undefined) return undefined
      return {
        path: [...panel.path, 'gridPos'],
        message: problem,
        help: `Place it inside ${COLUMNS} columns, clear of its neighbours.`,
      }
    }),
}

function boxOf(panel: LintedPanel): Box | undefined {
  const [x = 0, y = 0, w, h] = ['x', 'y', 'w', 'h'].map(key => numberAt(panel.json, 'gridPos', key))
  return w === undefined || h === undefined ? undefined : { x, y, w, h }
}

function placeProblem(box: Box, panel: LintedPanel, panels: readonly LintedPanel[]): string | undefined {
  if (box.x < 0 || box.w < 1 || box.h < 1 || box.x + box.w > COLUMNS) {
    return `columns ${box.x} to ${box.x + box.w} are not all on the grid`
  }
  // What a folded row holds has places of its own, which count when the row is opened.
  const row = panel.path.slice(0, -1).join()
  const earlier = panels.slice(0, panels.indexOf(panel)).filter(({ path }) => path.slice(0, -1).join() === row)
  const other = earlier.find(candidate => {
    const there = boxOf(candidate)
    return there !== undefined && overlap(box, there)
  })
  return other === undefined ? undefined : `it overlaps “${other.title}”`
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}
