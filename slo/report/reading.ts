/** A value of a query's result, and the labels of its series. */
export interface Reading {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}
