import { fstatSync, writeSync } from 'node:fs'
import { describeError } from '../../lib/describe-error.ts'
import { isExternal } from '../../lib/system-error.ts'

/** What could not be written since the last line that could. */
export interface LostLines {
  readonly lines: number
  readonly since: Date
  /** Why the first of them could not be written. */
  readonly reason: string
}

/** How lines are written, and how it reads that some were lost. */
export interface SteadyOutput {
  /** Throws when the system refuses. */
  readonly write: (text: string) => void
  readonly now: () => Date
  /** The line that says what was lost. */
  readonly lostLine: (lost: LostLines) => string
}

/** An output that never fails. */
export interface SteadyWriter {
  readonly write: (text: string) => void
  /** What has not been written and not been said yet. */
  readonly lost: () => LostLines | undefined
}

/**
 * Output of a program that must go on when its output is not taken: on a full disk, or with a reader that has gone. What is lost is
 * counted, and said before the first line that can be written again.
 */
export function steadyOutput({ write, now, lostLine }: SteadyOutput): SteadyWriter {
  let lost: LostLines | undefined
  const writer = (text: string): void => {
    try {
      // A line may have been written by half before the disk was full.
      if (lost !== undefined) write(`\n${lostLine(lost)}`)
      lost = undefined
      write(text)
    } catch (error) {
      if (!isExternal(error)) throw error
      const lines = text.split('\n').length - 1
      lost =
        lost === undefined
          ? { lines, since: now(), reason: describeError(error) }
          : { ...lost, lines: lost.lines + lines }
    }
  }
  return { write: writer, lost: () => lost }
}

const STDOUT = 1

/** Writes a text whole to this process' output, past Node's stream of it: that one is shut for good by its first error. */
export function writeOutput(text: string): void {
  let rest = Buffer.from(text)
  while (rest.length > 0) rest = rest.subarray(writeSync(STDOUT, rest))
}

/** Whether this process' output is a file or a device, which may be full; a pipe whose reader has gone ends the process instead. */
export function isOutputFile(): boolean {
  const output = fstatSync(STDOUT)
  return output.isFile() || output.isCharacterDevice()
}
