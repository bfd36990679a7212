/** Notices that a thread which should report all the time has stopped. */
export interface SilenceCheck {
  heard(): void
  /** To be called once a second; returns whether it has been silent for too long. */
  isTooLong(): boolean
}

/** Silent for more checks in a row than this is too long. */
const LIMIT = 5
/** The first report may take longer: the thread loads its code before. */
const FIRST_LIMIT = 30

/**
 * Counts checks, not seconds: when the process or the machine was suspended, both sides were, and only one check passes
 * before the thread reports again.
 */
export function createSilenceCheck(): SilenceCheck {
  let hasReported = false
  let checks = 0
  return {
    heard() {
      hasReported = true
      checks = 0
    },
    isTooLong() {
      checks += 1
      return checks > (hasReported ? LIMIT : FIRST_LIMIT)
    },
  }
}
