/** The bad answers of both releases to one question on one path, as far as they tell the releases apart. */
export interface Compared {
  /** Bad answers that counted, of the canary. */
  readonly ours: number
  /** Those of them that no release had signed. */
  readonly unsigned: number
  /** Bad answers of the old release, counted by the same rule. */
  readonly theirs: number
  /** Bad answers of the canary that say nothing: the old release answered no better at that moment. */
  readonly shared: number
  readonly held: readonly Held[]
  readonly goods: Goods | undefined
}

/** A bad answer that waits until it is known how the old release answered just before and just after. */
interface Held {
  readonly sentSeconds: number
  readonly by: 'canary' | 'old' | undefined
  readonly isGoodBefore: boolean
  readonly isGoodAfter: boolean
}

/** When the old release was asked and answered well, the latest first: a list to which one is added without a copy. */
interface Goods {
  readonly sentSeconds: number
  readonly before: Goods | undefined
}

/** One answer to a question. */
export interface ComparedAnswer {
  readonly sentSeconds: number
  /** Who signed it; undefined where no release did, and it is held against the canary. */
  readonly by: 'canary' | 'old' | undefined
  readonly isBad: boolean
}

/** When the old release last answered well, in seconds; undefined before. */
export function latestGoodSeconds({ goods }: Compared): number | undefined {
  return goods?.sentSeconds
}

export const NOTHING_COMPARED: Compared = {
  ours: 0,
  unsigned: 0,
  theirs: 0,
  shared: 0,
  held: [],
  goods: undefined,
}

/** Just before and just after: of seven probes on a path none is for the old release once in two thousand times, where it has two thirds. */
const NEAR_SECONDS = 0.5

/** An answer that was sent just after may come so much later. */
const PATIENCE_SECONDS = 3

/** A bad answer may come so long after it was sent: longer than a probe may take. */
const LATE_SECONDS = 12

/**
 * What is known after one more answer, and when the bad answers of the canary were sent that count from now on. A bad answer counts
 * where the old release, asked on the same path just before and just after, answered well: what hits both at once is not the release.
 * Those of the old release are counted by the same rule, so that of failures by chance each has its share.
 */
export function comparedAfter(
  compared: Compared,
  answer: ComparedAnswer,
): { readonly compared: Compared; readonly counted: readonly number[] } {
  const { sentSeconds, by, isBad } = answer
  const isOldGood = by === 'old' && !isBad
  if (!isBad && compared.held.length === 0) {
    return { compared: isOldGood ? withGood(compared, sentSeconds) : compared, counted: [] }
  }
  const held = isOldGood ? compared.held.map(each => seenBeside(each, sentSeconds)) : compared.held
  const all = isBad ? [...held, newlyHeld(compared.goods, answer)] : held
  return settled(isOldGood ? withGood(compared, sentSeconds) : compared, all, sentSeconds)
}

function withGood(compared: Compared, sentSeconds: number): Compared {
  return { ...compared, goods: { sentSeconds, before: compared.goods } }
}

function newlyHeld(goods: Goods | undefined, { sentSeconds, by }: ComparedAnswer): Held {
  let held: Held = { sentSeconds, by, isGoodBefore: false, isGoodAfter: false }
  for (let each = goods; each !== undefined && each.sentSeconds > sentSeconds - LATE_SECONDS; each = each.before) {
    held = seenBeside(held, each.sentSeconds)
    if (held.isGoodBefore && held.isGoodAfter) return held
  }
  return held
}

/** A bad answer beside a good one of the old release that was sent at a time. */
function seenBeside(held: Held, goodSeconds: number): Held {
  const after = goodSeconds - held.sentSeconds
  if (Math.abs(after) > NEAR_SECONDS) return held
  return after > 0 ? { ...held, isGoodAfter: true } : { ...held, isGoodBefore: true }
}

/** Counts what is decided; the others are held on. */
function settled(compared: Compared, all: readonly Held[], nowSeconds: number) {
  const held: Held[] = []
  const counted: number[] = []
  let { ours, unsigned, theirs, shared } = compared
  for (const each of all) {
    const isOld = each.by === 'old'
    if (each.isGoodBefore && each.isGoodAfter) {
      if (isOld) theirs += 1
      else {
        ours += 1
        unsigned += each.by === undefined ? 1 : 0
        counted.push(each.sentSeconds)
      }
    } else if (nowSeconds - each.sentSeconds < NEAR_SECONDS + PATIENCE_SECONDS) held.push(each)
    else if (!isOld) shared += 1
  }
  return { compared: { ...compared, ours, unsigned, theirs, shared, held }, counted }
}
