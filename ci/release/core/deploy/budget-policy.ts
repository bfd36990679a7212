/** What Prometheus says of the error budgets; undefined where it was not asked, or does not know. */
export interface BudgetFacts {
  /** The least part that is left of any budget that pages: 1 full, 0 spent. */
  readonly left: number | undefined
  /** The greatest burn rate of the last six hours. */
  readonly burn: number | undefined
  /** Pages that fire. */
  readonly pages: readonly FiringPage[] | undefined
  /** Why there is no answer; undefined when there is one. */
  readonly unknown: string | undefined
}

/** A page that fires, and since when. */
export interface FiringPage {
  readonly name: string
  readonly since: Date
}

/** What a push says about itself. */
export interface PushFacts {
  /** Of the commit's trailer `Release-Reason`, or of `--reason`; undefined where neither stands. */
  readonly reason: string | undefined
  /** The last release was rejected, failed or stayed unproven, and this is another one. */
  readonly isFixOfLast: boolean
  readonly isRollback: boolean
  /** When rejected releases were under test. */
  readonly rejectedSpans: readonly (readonly [from: Date, until: Date])[]
}

/** What the policy makes of it. */
export interface PolicyAnswer {
  readonly state: BudgetState
  readonly isAllowed: boolean
  /** Whether the gate lets fewer bad releases pass, and takes twice as long for a good one. */
  readonly isStrict: boolean
  readonly sentence: string
}

interface BudgetRow {
  readonly when: string
  readonly effect: string
  readonly isSo: (facts: BudgetFacts, pages: readonly FiringPage[]) => boolean
  readonly isRefused: boolean
  readonly says: (facts: BudgetFacts, pages: readonly FiringPage[]) => string
}

/** The states of the budget; the first that fits counts. */
export const BUDGET_STATES = {
  BURNING: {
    when: 'a page fires that did not begin while a rejected release was under test',
    effect: 'refused, unless it is a fix; then the gate is strict',
    isSo: (_, pages) => pages.length > 0,
    isRefused: true,
    says: (_, pages) => `${pages.map(({ name }) => name).join(', ')} ${pages.length === 1 ? 'fires' : 'fire'}`,
  },
  UNKNOWN: {
    when: 'Prometheus does not answer, or has less than an hour of data',
    effect: 'goes, and says so: the gate alone judges, and is strict',
    isSo: ({ left, unknown }) => unknown !== undefined || left === undefined,
    isRefused: false,
    says: ({ unknown }) =>
      `the error budget is not known${unknown === undefined ? '' : ` (${unknown})`}, so only the gate judges`,
  },
  EXHAUSTED: {
    when: 'a budget is spent',
    effect: 'refused, unless it is a fix; then the gate is strict',
    isSo: ({ left = 1 }) => left <= 0,
    isRefused: true,
    says: ({ left = 0 }) => `an error budget is spent (${percent(left)} left)`,
  },
  LOW: {
    when: 'a quarter of a budget or less is left, or the last six hours spend one sooner than its window lasts',
    effect: 'goes, and the gate is strict',
    isSo: ({ left = 1, burn = 0 }) => left <= 0.25 || burn > 1,
    isRefused: false,
    says: ({ left = 1, burn = 0 }) =>
      left <= 0.25
        ? `little of an error budget is left (${percent(left)})`
        : `a budget burns ${Number(burn.toPrecision(2))} times too fast`,
  },
  OK: {
    when: 'everything else',
    effect: 'goes',
    isSo: () => true,
    isRefused: false,
    says: ({ left = 1 }) => `${percent(left)} of the error budget is left`,
  },
} as const satisfies Readonly<Record<string, BudgetRow>>

export type BudgetState = keyof typeof BUDGET_STATES

const STATES = Object.keys(BUDGET_STATES) as readonly BudgetState[]

/** How a fix is declared; a refusal says it. */
const HOW_TO_DECLARE =
  'A fix may go: end its commit message with the trailer "Release-Reason: fix", or deploy with --reason "WHY".'

/** Whether a release may go. A way back always may, and so may a fix. */
export function budgetPolicy(facts: BudgetFacts, push: PushFacts): PolicyAnswer {
  const pages = (facts.pages ?? []).filter(
    ({ since }) => !push.rejectedSpans.some(([from, until]) => since >= from && since <= until),
  )
  const state = STATES.find(name => BUDGET_STATES[name].isSo(facts, pages)) ?? 'OK'
  const row: BudgetRow = BUDGET_STATES[state]
  const says = row.says(facts, pages)
  const why = excuseOf(push)
  const isStrict = state !== 'OK'
  if (!row.isRefused) return { state, isAllowed: true, isStrict, sentence: `${state}: ${says}.` }
  if (why === undefined) return { state, isAllowed: false, isStrict, sentence: `${state}: ${says}. ${HOW_TO_DECLARE}` }
  return { state, isAllowed: true, isStrict, sentence: `${state}: ${says}; it goes all the same, for ${why}.` }
}

function excuseOf({ isRollback, isFixOfLast, reason }: PushFacts): string | undefined {
  if (isRollback) return 'a way back is never blocked'
  if (isFixOfLast) return 'the last release was not good and this is another one'
  return reason === undefined ? undefined : `its reason is: ${reason}`
}

const TRAILER = /^Release-Reason:[ \t]*(\S.*)$/i

/** What the trailer `Release-Reason` of a commit message says; undefined without one. Trailers are the last paragraph. */
export function reasonInMessage(message: string): string | undefined {
  const last =
    message
      .trimEnd()
      .split(/\n[ \t]*\n/)
      .at(-1) ?? ''
  return last
    .split('\n')
    .flatMap(line => TRAILER.exec(line)?.[1]?.trim() ?? [])
    .at(-1)
}

function percent(part: number): string {
  return `${Number((part * 100).toPrecision(3))} %`
}
