import type { CommandIo } from '../../lib/command/command.ts'
import { describeError } from '../../lib/describe-error.ts'
import { isExternal } from '../../lib/system-error.ts'

/** What a run has found so far. */
export interface Report {
  readonly say: (text: string) => void
  /** Does one step and says how it went, with the sentence that it gives; whether it went well. */
  readonly check: (name: string, step: () => Promise<string>) => Promise<boolean>
  readonly skip: (what: string) => void
  readonly counts: () => { readonly passed: number; readonly failed: number; readonly skipped: number }
}

/** What runs in the cluster does not do what it should. */
export class FailedCheck extends Error {
  override readonly name = 'FailedCheck'
}

/** A report that is written line by line. */
export function createReport(io: CommandIo): Report {
  const start = io.monotonic()
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const seconds = (): string => `${((io.monotonic() - start) / 1000).toFixed(0).padStart(4)} s`
  const say = (text: string): void => io.stdout(`${seconds()}  ${text}\n`)
  return {
    say,
    skip(what) {
      counts.skipped += 1
      say(`skipped  ${what}`)
    },
    async check(name, step) {
      try {
        const found = await step()
        counts.passed += 1
        say(`good     ${name}: ${found}`)
        return true
      } catch (error) {
        if (!isExternal(error) && !(error instanceof FailedCheck)) throw error
        counts.failed += 1
        say(`FAILED   ${name}: ${describeError(error)}`)
        return false
      }
    },
    counts: () => ({ ...counts }),
  }
}
