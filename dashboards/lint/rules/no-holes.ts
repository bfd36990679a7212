import { numberAt } from '../../../lib/json/path.ts'
import type { Finding } from '../../../lib/lint/finding.ts'
import type { LintedPanel } from '../linted-board.ts'
import { partOf, type Rule } from '../rule.ts'

const COLUMNS = 24

export const noHoles: Rule = {
  code: 'no-holes',
  summary: 'Every row of panels on our dashboards fills the grid’s 24 columns.',
  why: 'A gap in a row looks like a panel that has not loaded, and pushes what stands below off the screen.',
  scope: 'ours',
  check: board => {
    const findings: Finding[] = []
    for (const row of rowsOf(board.panels)) {
      const width = row.reduce((sum, panel) => sum + size(panel, 'w'), 0)
      const heights = new Set(row.map(panel => size(panel, 'h')))
      const [panel] = row
      if (panel === undefined || (width === COLUMNS && heights.size === 1)) continue
      findings.push({
        path: [...panel.path, 'gridPos'],
        part: partOf(panel),
        message:
          width === COLUMNS
            ? 'its row has panels of unlike heights'
            : `its row is ${width} columns wide, not ${COLUMNS}`,
        help: 'Change the widths and heights of the row’s panels.',
      })
    }
    return findings
  },
}

/** Panels that begin at one height. */
function rowsOf(panels: readonly LintedPanel[]): readonly (readonly LintedPanel[])[] {
  const rows = new Map<number, LintedPanel[]>()
  for (const panel of panels) rows.set(size(panel, 'y'), [...(rows.get(size(panel, 'y')) ?? []), panel])
  return [...rows.values()]
}

function size({ json }: LintedPanel, key: string): number {
  return numberAt(json, 'gridPos', key) ?? 0
}
