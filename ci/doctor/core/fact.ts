/** What a fact was found to be. */
export type Finding =
  | { readonly state: 'good'; readonly says: string }
  /** Something to mend; `mend` is the command, or what a person does; one a line. */
  | { readonly state: 'bad'; readonly says: string; readonly mend: string }
  /** Nothing can be said, such as for a right that is missing: no failure. */
  | { readonly state: 'unchecked'; readonly says: string }
  /** It is not installed yet: no failure. */
  | { readonly state: 'absent'; readonly says: string }

/** What an error says besides that a fact could not be asked: another finding, or that a fact before it holds no more. */
export type Judged = { readonly finding: Finding } | { readonly blames: string; readonly finding: Finding } | undefined

/** A fact that another one comes before, which is not good. */
interface Unreached {
  readonly state: 'unreached'
  /** The first cause. */
  readonly cause: string
}

/** The headings under which facts stand, in the order in which an installation goes. */
const PARTS = ['here', 'cluster', 'platform', 'release', 'edge', 'monitoring'] as const
type Part = (typeof PARTS)[number]

/** A row of the table: one question, and what has to hold before it can be asked. `Place` is all that it may ask. */
export interface Fact<Place> {
  /** In words joined by hyphens. */
  readonly id: string
  readonly part: Part
  /** What it asks, for people. */
  readonly asks: string
  /** The right in the cluster that it takes; none when absent. */
  readonly right?: string
  /** The facts that must not be bad, or there is nothing to ask. */
  readonly after: readonly string[]
  /** What mends it where its answer does not say something closer. */
  readonly mend: string
  /** Asks; an error from outside is bad, in its words. */
  readonly ask: (place: Place) => Promise<Finding>
}

/** A fact after it was asked. */
export interface Examined {
  readonly id: string
  readonly part: Part
  readonly finding: Finding | Unreached
}

export function good(says: string): Finding {
  return { state: 'good', says }
}

export function bad(says: string, mend: string): Finding {
  return { state: 'bad', says, mend }
}

export function unchecked(says: string): Finding {
  return { state: 'unchecked', says }
}

export function absent(says: string): Finding {
  return { state: 'absent', says }
}

/** The facts of these ids, and all that come before them; every fact where none is named. Throws a RangeError for one that is not there. */
export function selectFacts<P>(facts: readonly Fact<P>[], ids: readonly string[]): readonly Fact<P>[] {
  if (ids.length === 0) return facts
  const wanted = new Set<string>()
  const want = (id: string): void => {
    const fact = facts.find(one => one.id === id)
    if (fact === undefined) throw new RangeError(`There is no fact ${id}`)
    if (wanted.has(id)) return
    wanted.add(id)
    fact.after.forEach(want)
  }
  ids.forEach(want)
  return facts.filter(({ id }) => wanted.has(id))
}
