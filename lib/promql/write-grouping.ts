/** `by (a, b)`: the labels that an aggregation keeps. */
export function by(...labels: readonly string[]): string {
  return `by (${labels.join(', ')})`
}

/** `group_left (a, b)`: the labels that the result takes from the right side. */
export function groupLeft(...labels: readonly string[]): string {
  return `group_left (${labels.join(', ')})`
}
