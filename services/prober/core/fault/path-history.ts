import type { Path } from '../../contract/names.ts'
import type { Sample } from '../judge/sample.ts'
import type { PathHistory, SamplePathState, SampleState, TroubledPath } from './path-state.ts'

/** Failures longer ago than this, or more slots ago, are over: long enough for one request in twenty to be seen to fail. */
const REMEMBERED = { slots: 60, milliseconds: 300_000 }

/** Adds a valid sample, and drops what is too old: of a probe without recent failures two slots are kept. */
export function withSample(
  history: PathHistory,
  sample: Sample,
  instanceNames: ReadonlyMap<string, string> = NO_NAMES,
): PathHistory {
  const before = history[sample.path] ?? []
  const all = { ...history, [sample.path]: [...before, stateAfter(before.at(-1), sample, instanceNames)] }
  const kept = all[sample.path] ?? []
  return { ...all, [sample.path]: kept.slice(oldestKept(kept, sinceOf(all, sample.slotWall))) }
}

const NO_NAMES: ReadonlyMap<string, string> = new Map()

/** The state with what is as it was before shared: of hundreds of targets that fail for minutes, all of it is. */
function stateAfter(
  before: SampleState | undefined,
  { role, slotWall, ...sample }: Sample,
  instanceNames: ReadonlyMap<string, string>,
): SampleState {
  const { address: where } = sample.observation
  const address = where === undefined ? undefined : (instanceNames.get(where) ?? where)
  const state = stateOf(sample)
  return {
    role: role === 'slot' ? 'slot' : 'confirm',
    slotWall,
    address: before?.address === address ? before?.address : address,
    state: before !== undefined && isSame(before.state, state) ? before.state : state,
  }
}

function isSame(before: SamplePathState, state: SamplePathState): boolean {
  if (before.state === 'good' || state.state === 'good') return before.state === state.state
  return COMPARED.every(field => before[field] === state[field])
}

const COMPARED = ['state', 'phase', 'reason', 'answeredBy', 'status'] as const satisfies (keyof TroubledPath)[]

/** Since when samples are kept: the oldest bad one that is not over, of any path, for the others are compared with it. */
function sinceOf(history: PathHistory, nowWall: number): number {
  const firsts = Object.values(history).flatMap(samples => {
    const oldestWall = samples.filter(({ role }) => role === 'slot').at(-REMEMBERED.slots)?.slotWall ?? 0
    const first = samples.find(
      ({ state, slotWall }) =>
        state.state === 'bad' && slotWall >= oldestWall && slotWall >= nowWall - REMEMBERED.milliseconds,
    )
    return first === undefined ? [] : [first.slotWall]
  })
  return Math.min(...firsts)
}

function oldestKept(samples: readonly SampleState[], sinceWall: number): number {
  const twoSlotsAgo = samples.flatMap(({ role }, index) => (role === 'slot' ? [index] : [])).at(-2)
  if (twoSlotsAgo === undefined) return 0
  const since = samples.findIndex(({ slotWall }) => slotWall >= sinceWall)
  return since === -1 ? twoSlotsAgo : Math.min(twoSlotsAgo, since)
}

/** The state by this sample alone; whether the path is in trouble, the samples around it decide. */
function stateOf({ path, outcome, answeredBy, observation }: Omit<Sample, 'role' | 'slotWall'>): SamplePathState {
  const status = observation.response?.status
  if (!outcome.isGood) {
    const { phase, reason } = outcome.failure
    return { path, state: 'bad', phase, reason, answeredBy, status }
  }
  return outcome.isDegraded ? { path, state: 'slow', phase: 'wait', reason: 'slow', answeredBy, status } : GOOD[path]
}

/** Shared by all samples: nearly every one is good. */
export const GOOD: Readonly<Record<Path, { readonly path: Path; readonly state: 'good' }>> = {
  edge: { path: 'edge', state: 'good' },
  ingress: { path: 'ingress', state: 'good' },
  app: { path: 'app', state: 'good' },
}
