import { currentGuard } from './probe-guard.ts'

/** An exception that no probe was ended for: of a probe that had ended before, or of none at all. */
export interface Stray {
  readonly error: unknown
  readonly probe: string | undefined
}

/**
 * From now on an exception that nothing catches, and a rejection that nothing handles, ends the probe that it belongs to, and
 * nothing else of this thread. What belongs to no probe that runs is reported. Returns how to stop this.
 */
export function catchStrays(report: (stray: Stray) => void): () => void {
  const onError = (error: unknown): void => {
    const owner = currentGuard()
    if (owner?.fail(error) !== true) report({ error, probe: owner?.probe })
  }
  process.on('uncaughtException', onError)
  process.on('unhandledRejection', onError)
  return () => {
    process.off('uncaughtException', onError)
    process.off('unhandledRejection', onError)
  }
}
