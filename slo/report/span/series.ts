/** A series over time: moments in Unix seconds, with the value there. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>
  readonly points: readonly (readonly [moment: number, value: number])[]
}
