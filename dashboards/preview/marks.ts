import type { AnsweredSeries, BoardAnswers } from './answers.ts'
import type { BoardView } from './view.ts'

/** A moment that is marked on every graph, in seconds since 1970. */
export interface Moment {
  readonly at: number
  readonly text: string
  readonly colour: string
}

/** The moments at which the series of the board's marks begin, oldest first. */
export function momentsOf(board: BoardView, answers: BoardAnswers): readonly Moment[] {
  return board.marks
    .flatMap(({ title, colour }, index) => {
      const answer = answers.marks[index]
      if (answer?.kind !== 'answered') return []
      return answer.series.flatMap(series =>
        beginnings(series.points).map(at => ({ at, text: titled(title, series.labels), colour })),
      )
    })
    .sort((a, b) => a.at - b.at)
}

function titled(title: string, labels: Readonly<Record<string, string>>): string {
  return title.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? '')
}

/** Where a series begins, and where it begins again after a gap. */
function beginnings(points: AnsweredSeries['points']): readonly number[] {
  const step = Math.min(...points.slice(1).map(([moment], index) => moment - (points[index]?.[0] ?? moment)))
  return points
    .filter(([moment], index) => index === 0 || moment - (points[index - 1]?.[0] ?? 0) > step * 1.5)
    .map(([moment]) => moment)
}
