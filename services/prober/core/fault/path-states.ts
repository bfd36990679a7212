import type { Answerer, Path, Phase } from '../../contract/names.ts'
import type { Reason } from '../../contract/reasons.ts'
import type { Sample } from '../judge/sample.ts'

/** How a path stands: in order, or in trouble. */
export type PathState = { readonly path: Path; readonly state: 'good' } | TroubledPath

/** A path that fails, or is good and slower than it should be. */
export interface TroubledPath {
  readonly path: Path
  readonly state: 'slow' | 'bad'
  readonly phase: Phase
  readonly reason: Reason | 'slow'
  /** Undefined when no reply came. */
  readonly answeredBy: Answerer | undefined
  readonly status: number | undefined
}

/** What localisation needs of a sample: the whole samples of a thousand probes would be megabytes. */
interface SampleState {
  readonly role: Sample['role']
  readonly state: PathState
}

/** One probe's samples of its last two slots and of the confirmations since, by path. */
export type PathHistory = Readonly<Partial<Record<Path, readonly SampleState[]>>>

/** Adds a valid sample; what is older than the last two slots is dropped. */
export function withSample(history: PathHistory, sample: Sample): PathHistory {
  const all = [...(history[sample.path] ?? []), { role: sample.role, state: stateOf(sample) }]
  const slots = all.filter(({ role }) => role === 'slot')
  const oldest = slots.at(-2)
  return { ...history, [sample.path]: oldest === undefined ? all : all.slice(all.indexOf(oldest)) }
}

/**
 * How each path stands. One bad sample alone is no trouble yet: a second one, of the confirmation or of another path in
 * the same slot, must confirm it. Slowness must have lasted two slots, for single slow answers are normal.
 */
export function pathStates(history: PathHistory): readonly PathState[] {
  const entries = Object.entries(history) as [Path, readonly SampleState[]][]
  const failing = entries.filter(([, samples]) => lastSlot(samples)?.state.state === 'bad').length
  return entries.map(([path, samples]) => {
    const bad = samples.filter(({ state }) => state.state === 'bad')
    const latest = bad.at(-1)
    const slots = samples.filter(({ role }) => role === 'slot')
    const last = slots.at(-1)
    const isLastSlotBad = last?.state.state === 'bad'
    if (latest !== undefined && (bad.length > 1 || (isLastSlotBad && failing > 1))) return latest.state
    const isSlow = slots.length > 1 && slots.every(({ state }) => state.state === 'slow')
    return isSlow && last !== undefined ? last.state : GOOD[path]
  })
}

function lastSlot(samples: readonly SampleState[]): SampleState | undefined {
  return samples.findLast(({ role }) => role === 'slot')
}

/** The state by this sample alone; whether the path is in trouble, the samples around it decide. */
function stateOf({ path, outcome, answeredBy, observation }: Sample): PathState {
  const status = observation.response?.status
  if (!outcome.isGood) {
    const { phase, reason } = outcome.failure
    return { path, state: 'bad', phase, reason, answeredBy, status }
  }
  return outcome.isDegraded ? { path, state: 'slow', phase: 'wait', reason: 'slow', answeredBy, status } : GOOD[path]
}

/** Shared by all samples: nearly every one is good. */
const GOOD: Readonly<Record<Path, PathState>> = {
  edge: { path: 'edge', state: 'good' },
  ingress: { path: 'ingress', state: 'good' },
  app: { path: 'app', state: 'good' },
}
