/** A series as Prometheus answers it: its labels, and its points in time order. */
export interface AnsweredSeries {
  readonly labels: Readonly<Record<string, string>>
  /** Seconds since 1970, and the value there. */
  readonly points: readonly (readonly [moment: number, value: number])[]
}

/** What came back for one query. */
export type QueryAnswer =
  | {
      readonly kind: 'answered'
      readonly series: readonly AnsweredSeries[]
      /** The last moment that was asked about: a series whose points end before it has ended. */
      readonly end: number
      /** How far apart points are: a point stands for the time until the next. */
      readonly stepSeconds: number
      /** How many samples Prometheus had to load: what the query costs. */
      readonly samples: number
    }
  | { readonly kind: 'unanswered'; readonly problem: string }

/** What came back for a board: the chosen variables, when it was asked, and an answer for each query. */
export interface BoardAnswers {
  readonly now: number
  readonly values: Readonly<Record<string, string>>
  readonly answers: ReadonlyMap<string, QueryAnswer>
  /** The answer to each of the board's annotations, in their order. */
  readonly annotations: readonly QueryAnswer[]
}

/** The key under which a query's answer is kept. */
export function answerKey(panelId: number, refId: string): string {
  return `${panelId}/${refId}`
}
