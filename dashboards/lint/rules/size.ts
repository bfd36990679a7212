import { numberAt } from '../../../lib/json/path.ts'
import type { Finding } from '../../../lib/lint/finding.ts'
import type { LintedPanel } from '../linted-board.ts'
import type { Rule } from '../rule.ts'

const MOST_PANELS = 25
/** Grid rows that a screen of 1080 pixels shows under Grafana's own bars. */
const FOLD = 20
const MOST_QUERIES_ABOVE_FOLD = 30
const MOST_CHARACTERS = 200 * 1024

export const size: Rule = {
  code: 'size',
  summary: `A dashboard has at most ${MOST_PANELS} panels, ${MOST_QUERIES_ABOVE_FOLD} queries on its first screen and 200 KiB.`,
  why: 'A large dashboard is hard to read, and opens slowly when it is needed.',
  scope: 'any',
  check: board => {
    const findings: Finding[] = []
    const report = (message: string, help: string) => findings.push({ path: [...board.root, 'title'], message, help })
    const queries = board.panels.filter(isAboveFold).reduce((sum, panel) => sum + panel.queries.length, 0)
    if (board.panels.length > MOST_PANELS) {
      report(
        `it has ${board.panels.length} panels`,
        'Move what does not answer the dashboard’s question to another dashboard.',
      )
    }
    if (queries > MOST_QUERIES_ABOVE_FOLD) {
      report(
        `its first screen runs ${queries} queries`,
        'Move queries below the first screen, or to another dashboard.',
      )
    }
    if (board.file.text.length > MOST_CHARACTERS) {
      report(`it has ${board.file.text.length} characters`, 'Split it: a ConfigMap holds 1 MiB, an annotation 256 KiB.')
    }
    return findings
  },
}

/** A folded row runs no query until it is opened; where the panels of very old dashboards stand is not known. */
function isAboveFold({ json, isFolded }: LintedPanel): boolean {
  const y = numberAt(json, 'gridPos', 'y')
  return !isFolded && y !== undefined && y < FOLD
}
