/** Notices that somebody who should speak all the time has stopped. */
export interface Silence {
  heard(): void
  /** To be called once a second; whether it has been silent for too long. */
  isTooLong(): boolean
}

/** So many looks in a row without a word are too many. */
const LIMIT = 5
/** The first word may take longer: code is loaded before it. */
const FIRST_LIMIT = 30

/**
 * Counts looks and not seconds: when the whole process was stopped, or the machine, both sides were, and the first look
 * after that is one and no more.
 */
export function createSilence(): Silence {
  let hasSpoken = false
  let looks = 0
  return {
    heard() {
      hasSpoken = true
      looks = 0
    },
    isTooLong() {
      looks += 1
      return looks > (hasSpoken ? LIMIT : FIRST_LIMIT)
    },
  }
}
