import type { BoardAnswers } from '../preview/answers.ts'
import { panelData, type Statement, statements } from '../preview/read-panel.ts'
import type { BoardView, PanelView } from '../preview/view.ts'

/** What a panel says in a scenario. */
export interface PanelReport {
  readonly panel: PanelView
  readonly statements: readonly Statement[]
  readonly problems: readonly string[]
}

/** What every panel of a board says. */
export function reportBoard(board: BoardView, answers: BoardAnswers): readonly PanelReport[] {
  return board.panels
    .filter(panel => panel.type !== 'row')
    .map(panel => {
      const data = panelData(panel, answers)
      return { panel, statements: statements(panel, data), problems: data.problems }
    })
}

/** The reports as a text to review: under each panel its values, with the tone in brackets. */
export function renderReport(board: BoardView, reports: readonly PanelReport[]): string {
  const lines = reports.flatMap(({ panel, statements: said, problems }) => [
    `  ${panel.title}`,
    ...said.map(
      ({ name, text, tone, beyond }) =>
        `    ${name === '' ? '' : `${name}: `}${text}${tone === undefined ? '' : ` [${tone}]`}${beyond === undefined ? '' : ` (beyond the ${beyond} line)`}`,
    ),
    ...problems.map(problem => `    PROBLEM ${problem}`),
  ])
  return [board.title, ...lines, ''].join('\n')
}

/** How many samples Prometheus loaded for a board, its annotations among them. */
export function costOf({ answers, annotations }: BoardAnswers): number {
  return [...answers.values(), ...annotations].reduce(
    (sum, answer) => sum + (answer.kind === 'answered' ? answer.samples : 0),
    0,
  )
}
