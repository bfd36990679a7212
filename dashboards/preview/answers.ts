/** A series of a query's result: its labels, and its points in time order. */
export interface AnsweredSeries {
  readonly labels: Readonly<Record<string, string>>
  /** Seconds since 1970, and the value there. */
  readonly points: readonly (readonly [moment: number, value: number])[]
}

/** The result of a query, or why there is none. */
export type QueryAnswer =
  | {
      readonly kind: 'answered'
      readonly series: readonly AnsweredSeries[]
      /** The end of the queried range: a series whose points end before has ended. */
      readonly end: number
      /** The distance between points. */
      readonly stepSeconds: number
      /** How many samples Prometheus loaded, which is the cost of the query. */
      readonly samples: number
    }
  | { readonly kind: 'unanswered'; readonly problem: string }

/** The answers to all queries of a dashboard, with the evaluation time and the values of variables. */
export interface BoardAnswers {
  readonly now: number
  readonly values: Readonly<Record<string, string>>
  readonly answers: ReadonlyMap<string, QueryAnswer>
  /** The answer to each of the dashboard's annotations, in their order. */
  readonly annotations: readonly QueryAnswer[]
}

/** The key under which a query's answer is kept. */
export function answerKey(panelId: number, refId: string): string {
  return `${panelId}/${refId}`
}
