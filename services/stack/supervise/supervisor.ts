import { milliseconds } from '../../../lib/duration.ts'
import type { Part } from '../plan/part.ts'
import { createFollowing } from './following-files.ts'
import { endProcess, runPart, type Surroundings } from './part-life.ts'
import type { PartStatus } from './part-status.ts'
import { setState, type Tracked, trackPart, wake } from './tracked-part.ts'

/** The supervisor's events. */
export interface SupervisorEvents {
  readonly changed: (status: PartStatus) => void
  readonly died: (name: string, how: string, lastLines: readonly string[]) => void
  readonly warning: (message: string) => void
  /** What a program could not use was moved out of its way; a sentence without its full stop. */
  readonly dataSetAside: (text: string) => void
}

export interface Supervisor {
  statuses(): readonly PartStatus[]
  /** Stops a part and keeps it stopped until it is released; resolves when it has ended. Throws on an unknown name. */
  hold(name: string): Promise<void>
  release(name: string): void
  /** Sends a signal to a part's process and all that it started; nothing where none runs. */
  signal(name: string, signal: NodeJS.Signals): void
  /** Stops everything in order; bounded, and safe to call more than once. */
  stop(): Promise<void>
}

/** What the supervisor needs of the machine. */
export type SupervisorDeps = Pick<Surroundings, 'pidFiles' | 'start' | 'monotonic' | 'pause' | 'now'>

/** Each stop stage may take this long; with four stages the whole stays under five seconds. */
export const STAGE_GRACE = milliseconds(900)

/** Runs the parts, restarts those that die, and stops them in order. */
export function superviseParts(parts: readonly Part[], deps: SupervisorDeps, events: SupervisorEvents): Supervisor {
  const startedAt = deps.monotonic()
  const stopping = new AbortController()
  const tracked = new Map(parts.map(part => [part.name, trackPart(part)]))
  const known = (name: string): Tracked => {
    const found = tracked.get(name)
    if (found === undefined) throw new RangeError(`There is no part "${name}"`)
    return found
  }
  const follow = createFollowing(parts, {
    stateOf: name => known(name).status.state,
    hangUp: name => known(name).process?.signal('SIGHUP'),
    failed: events.warning,
  })
  const surroundings: Surroundings = {
    ...deps,
    died: events.died,
    warning: events.warning,
    dataSetAside: events.dataSetAside,
    stopping: stopping.signal,
    wasReady: name => known(name).status.readyAfter !== undefined,
    set(track, state, problem) {
      if (!setState(track, state, problem, deps.monotonic() - startedAt)) return
      events.changed(track.status)
      void follow()
    },
  }
  for (const track of tracked.values()) track.done = runPart(track, surroundings)

  return {
    statuses: () => [...tracked.values()].map(track => track.status),
    async hold(name) {
      const track = known(name)
      track.held = true
      await endProcess(track, STAGE_GRACE)
      await track.attempt
    },
    release(name) {
      const track = known(name)
      track.held = false
      wake(track)
    },
    signal: (name, signal) => known(name).process?.signal(signal),
    async stop() {
      stopping.abort()
      const stages = [...new Set(parts.map(part => part.stopStage))].sort((a, b) => a - b)
      for (const stage of stages) {
        const inStage = [...tracked.values()].filter(track => track.part.stopStage === stage)
        await Promise.all(inStage.map(track => endProcess(track, STAGE_GRACE)))
      }
      await Promise.all([...tracked.values()].map(track => track.done))
    },
  }
}
