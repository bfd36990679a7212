import { writeAtomically } from '../../../adapters/files/write-files.ts'
import { describeError } from '../../../lib/describe-error.ts'
import type { Part } from '../plan/part.ts'
import type { PartState } from './part-status.ts'

/** What following needs of the supervisor. */
export interface FollowingDeps {
  readonly stateOf: (name: string) => PartState
  readonly hangUp: (name: string) => void
  readonly failed: (message: string) => void
}

/**
 * Keeps the files that depend on which parts are ready, as a cluster keeps the endpoints of a Service. The returned
 * function is called after each change of a state.
 */
export function createFollowing(parts: readonly Part[], deps: FollowingDeps): () => Promise<void> {
  const { stateOf, hangUp, failed } = deps
  /** Parts whose program has not read the present file. */
  const stale = new Set<string>()
  const isReady = (name: string): boolean => stateOf(name) === 'ready'
  const follow = async (): Promise<void> => {
    for (const { name, following } of parts) {
      if (following === undefined) continue
      try {
        if (await writeAtomically(following.path, following.text(isReady))) stale.add(name)
      } catch (error) {
        failed(`Cannot write ${following.path}, so ${name} keeps what it has: ${describeError(error)}`)
      }
      // A program that has only just been started would be ended by the signal; once it is ready it has a handler for it.
      if (stale.has(name) && isReady(name)) {
        stale.delete(name)
        hangUp(name)
      }
    }
  }
  let last = Promise.resolve()
  return () => {
    last = last.then(follow)
    return last
  }
}
