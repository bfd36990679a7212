import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { listObjects } from '../../../adapters/kubernetes/objects.ts'
import type { StateName } from '../core/deploy/states.ts'
import type { GateEffects } from '../core/gate-run/probing.ts'
import type { GateWatcher } from '../core/gate-run/run-gate.ts'
import { type Courses, coursesAfter } from '../core/record/course.ts'
import { seenEvents } from '../core/record/events.ts'
import {
  type DeployRecord,
  type HeardSoFar,
  heardAfter,
  NOTHING_HEARD,
  type SeenEvent,
  type SeenState,
} from '../core/record/record.ts'

/** What a run writes down while it goes on; its evidence is made of it. */
export interface Recording {
  readonly states: SeenState[]
  readonly courses: Map<StateName, Courses>
  heard: HeardSoFar
  events: readonly SeenEvent[]
}

export function newRecording(): Recording {
  return { states: [], courses: new Map(), heard: NOTHING_HEARD, events: [] }
}

/** Effects whose answers are heard by a recording as well. */
export function heardBy(recording: Recording, effects: GateEffects): GateEffects {
  return {
    ...effects,
    async ask(path) {
      const at = effects.wallNow()
      const answer = await effects.ask(path)
      recording.heard = heardAfter(recording.heard, { ...answer, path, at })
      return answer
    },
  }
}

/** Draws the courses of the tests while a gate judges in a state. */
export function drawnIn({ courses }: Recording, state: StateName): GateWatcher {
  return (gate, nowSeconds) => void courses.set(state, coursesAfter(courses.get(state) ?? new Map(), gate, nowSeconds))
}

/** Reads what a namespace has written down since the run began, or since it was applied: the server's clock is not ours. */
export async function recordEvents(
  recording: Recording,
  cluster: Cluster,
  { namespace, appliedAt }: { readonly namespace: string; readonly appliedAt: Date },
): Promise<void> {
  const began = recording.states[0]?.at ?? appliedAt
  const items = await listObjects(cluster, ['v1', 'Event'], { namespace })
  recording.events = seenEvents(items, began < appliedAt ? began : appliedAt)
}

/** What was recorded, for the evidence. */
export function recordOf({ states, courses, heard, events }: Recording): DeployRecord {
  return {
    ...{ states, events },
    releases: [...heard.releases.values()],
    failures: [...heard.failures.values()],
    courses: new Map([...courses].map(([state, found]) => [state, [...found.values()]])),
  }
}
