/** The labels that a series may have: only the listed ones, or any but those. */
export interface LabelSet {
  readonly has: 'only' | 'any but'
  readonly labels: ReadonlySet<string>
}

/** The labels listed, and no other. */
export function only(labels: Iterable<string> = []): LabelSet {
  return { has: 'only', labels: new Set(labels) }
}

/** Any label but those listed. */
export function anyBut(labels: Iterable<string> = []): LabelSet {
  return { has: 'any but', labels: new Set(labels) }
}

/** Nothing is known: it may have every label. */
export const ANY_LABEL = anyBut()

/** Whether a series of this set can have the label. */
export function mayHave({ has, labels }: LabelSet, label: string): boolean {
  return labels.has(label) === (has === 'only')
}

/** The labels that one or the other may have. */
export function either(left: LabelSet, right: LabelSet): LabelSet {
  if (left.has === 'only' && right.has === 'only') return only([...left.labels, ...right.labels])
  if (left.has === 'only') return either(right, left)
  return anyBut([...left.labels].filter(label => !mayHave(right, label)))
}

/** The labels that both may have. */
export function both(left: LabelSet, right: LabelSet): LabelSet {
  if (left.has === 'any but' && right.has === 'any but') return anyBut([...left.labels, ...right.labels])
  if (left.has === 'any but') return both(right, left)
  return only([...left.labels].filter(label => mayHave(right, label)))
}
