import type { Matchers } from '../../lib/promql/write-selector.ts'

/** Matchers on variables with the names of these labels, which take several values, or all. */
export function anyChosen(...labels: readonly string[]): Matchers {
  return Object.fromEntries(labels.map(label => [label, ['=~', `$${label}`]]))
}

/** The same for variables that take one value. */
export function chosen(...labels: readonly string[]): Matchers {
  return Object.fromEntries(labels.map(label => [label, `$${label}`]))
}
