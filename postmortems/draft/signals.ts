import { type Duration, milliseconds } from '../../lib/duration.ts'
import type { DraftSignal } from './facts.ts'

/** A counter over time: moments in Unix seconds, with what it stands at. */
export type Points = readonly (readonly [moment: number, value: number])[]

/** How many events a route had, and how many of them were bad, at each moment since the one before. */
export interface RouteRises {
  readonly probe: string
  readonly path: string
  readonly total: ReadonlyMap<number, number>
  readonly bad: ReadonlyMap<number, number>
}

/** By how much a counter rose; one that stands lower has begun again at 0. What it counted before `first` is of the time before. */
export function risesOf(points: Points, first: number): ReadonlyMap<number, number> {
  let before = 0
  const rises = new Map<number, number>()
  for (const [moment, value] of points) {
    const rise = value >= before ? value - before : value
    if (moment > first && rise > 0) rises.set(moment, rise)
    before = value
  }
  return rises
}

/** How a span is looked at, in seconds. */
export interface DraftGrid {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly stepSeconds: number
}

/** What was measured of an incident, from its first bad event to its last one. */
export interface Measured {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly signals: readonly DraftSignal[]
}

/** So many steps are one signal at least: a single step holds too few probes to be a ratio. */
const STEPS_OF_A_SIGNAL = 4
/** Signals that differ by less are one. */
const ALIKE = 0.1

/** The signals of the routes in a span; the worst route's is what a visitor saw. The whole span where nothing was bad. */
export function signalsOf(routes: readonly RouteRises[], grid: DraftGrid): Measured {
  const bad = momentsWith(routes.map(route => route.bad)).filter(moment => moment <= grid.endSeconds)
  const blind = blindSpan(routes, grid)
  const [first, last] = [bad[0], bad.at(-1)]
  const span =
    first === undefined || last === undefined
      ? (blind ?? grid)
      : { startSeconds: Math.max(grid.startSeconds, first - grid.stepSeconds), endSeconds: last }
  const length = STEPS_OF_A_SIGNAL * grid.stepSeconds
  const blocks: Block[] = []
  for (let from = span.startSeconds; from < span.endSeconds; from += length)
    blocks.push(blockOf(routes, from, Math.min(from + length, span.endSeconds)))
  return { ...span, signals: merged(blocks).map(block => signalOf(block, span.startSeconds)) }
}

interface Block {
  readonly from: number
  readonly weight: number
  readonly ratio: number
  readonly isBlind: boolean
}

function blockOf(routes: readonly RouteRises[], from: number, to: number): Block {
  const sums = routes.map(({ total, bad }) => ({ total: sumIn(total, from, to), bad: sumIn(bad, from, to) }))
  const ratios = sums.map(({ total, bad }) => (total === 0 ? 0 : Math.min(1, bad / total)))
  const isBlind = routes.length > 0 && sums.every(({ total, bad }) => total === 0 && bad === 0)
  return { from, weight: to - from, ratio: Math.max(0, ...ratios), isBlind }
}

/** Blocks that follow each other and are alike, as one of their mean. */
function merged(blocks: readonly Block[]): readonly Block[] {
  const found: Block[] = []
  for (const block of blocks) {
    const last = found.at(-1)
    if (last === undefined || last.isBlind !== block.isBlind || Math.abs(last.ratio - block.ratio) > ALIKE) {
      found.push(block)
      continue
    }
    const weight = last.weight + block.weight
    const ratio = (last.ratio * last.weight + block.ratio * block.weight) / weight
    found[found.length - 1] = { ...last, weight, ratio }
  }
  return found
}

function signalOf({ from, ratio, isBlind }: Block, start: number): DraftSignal {
  return { at: sinceStart(from, start), errorRatio: Number(ratio.toFixed(2)), isBlind }
}

function sinceStart(moment: number, start: number): Duration {
  return milliseconds(Math.round((moment - start) * 1000))
}

/** The longest time in which no route had an event at all; undefined where that is less than a signal. */
function blindSpan(routes: readonly RouteRises[], { startSeconds, endSeconds, stepSeconds }: DraftGrid) {
  if (routes.length === 0) return undefined
  const moments = [startSeconds, ...momentsWith(routes.map(({ total }) => total)), endSeconds]
  let longest = { startSeconds, endSeconds: startSeconds }
  for (const [index, moment] of moments.entries()) {
    const next = Math.min(moments[index + 1] ?? endSeconds, endSeconds)
    if (next - moment > longest.endSeconds - longest.startSeconds) longest = { startSeconds: moment, endSeconds: next }
  }
  return longest.endSeconds - longest.startSeconds > STEPS_OF_A_SIGNAL * stepSeconds ? longest : undefined
}

function momentsWith(rises: readonly ReadonlyMap<number, number>[]): readonly number[] {
  return [...new Set(rises.flatMap(each => [...each.keys()]))].sort((a, b) => a - b)
}

/** What came after `from`, until `to`. */
export function sumIn(rises: ReadonlyMap<number, number>, from: number, to: number): number {
  let sum = 0
  for (const [moment, rise] of rises) if (moment > from && moment <= to) sum += rise
  return sum
}
