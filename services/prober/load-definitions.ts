import { readFileSync } from 'node:fs'
import { cronInterval, cronMistake } from '../../adapters/cron.ts'
import { describeError } from '../../lib/describe-error.ts'
import { diagnosticAt, type Parsed } from '../../lib/diagnostic/diagnostic.ts'
import type { Definitions } from './definition/model.ts'
import { parseProbes } from './definition/parse.ts'

/** Reads a definitions file with what it refers to. Never throws: a file that cannot be read is a diagnostic too. */
export function loadDefinitions(path: string, env: Readonly<Record<string, string | undefined>>): Parsed<Definitions> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const problem = {
      severity: 'error',
      code: 'unreadable-file',
      message: `Cannot read the file: ${describeError(error)}`,
    } as const
    const value = { probes: [], evidence: [], maintenance: [], maxInFlight: 1, files: [], secrets: [] }
    return { value, diagnostics: [diagnosticAt({ path, text: '' }, [0, 1], problem)] }
  }
  return parseProbes({ path, text }, { env: name => env[name], file: readOrNothing, cronMistake, cronInterval })
}

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // The parser reports the place in the definitions that names this file.
    return undefined
  }
}
