import type { AnsweredSeries, BoardAnswers } from './answers.ts'
import type { BoardView } from './view.ts'

/** A moment with an annotation, in seconds since 1970. */
export interface Moment {
  readonly at: number
  readonly text: string
  readonly colour: string
}

/** The moments of the dashboard's annotations, oldest first. */
export function momentsOf(board: BoardView, answers: BoardAnswers): readonly Moment[] {
  return board.annotations
    .flatMap(({ title, colour, isRegion }, index) => {
      const answer = answers.annotations[index]
      if (answer?.kind !== 'answered') return []
      return answer.series.flatMap(series =>
        beginnings(momentsIn(series.points, isRegion), answer.stepSeconds).map(at => ({
          at,
          text: titled(title, series.labels),
          colour,
        })),
      )
    })
    .sort((a, b) => a.at - b.at)
}

function titled(title: string, labels: Readonly<Record<string, string>>): string {
  return title.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? '')
}

/** The moments of a region are those at which it has a value; otherwise they are the values. */
function momentsIn(points: AnsweredSeries['points'], isRegion: boolean): readonly number[] {
  return points.map(([moment, milliseconds]) => (isRegion ? moment : milliseconds / 1000))
}

/**
 * The moments that values stand for; those no further apart than a step are one event, as in Grafana, and its start
 * counts.
 */
function beginnings(moments: readonly number[], stepSeconds: number): readonly number[] {
  return moments.filter((moment, index) => index === 0 || moment - (moments[index - 1] ?? 0) > stepSeconds)
}
