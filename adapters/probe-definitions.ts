import path from 'node:path'
import { describeError } from '../lib/describe-error.ts'
import { diagnosticAt, type Parsed } from '../lib/diagnostic/diagnostic.ts'
import { encodingMistake } from '../lib/yaml/encoding.ts'
import type { Definitions } from '../services/prober/definition/model.ts'
import { parseProbes } from '../services/prober/definition/parse.ts'
import type { References } from '../services/prober/definition/references.ts'
import { cronInterval, cronLongestGap, cronMistake } from './cron.ts'
import { readNamedText, readText } from './files/read-text.ts'

/**
 * Reads the prober's definitions with the variables and files that they refer to; paths are relative to `folder`. Never
 * throws: a file that cannot be read is a diagnostic too.
 */
export function readProbeDefinitions(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
  folder = '.',
): Parsed<Definitions> {
  let text: string
  try {
    text = readText(path.resolve(folder, file))
  } catch (error) {
    const problem = {
      severity: 'error',
      code: 'unreadable-file',
      message: describeError(error),
    } as const
    const value = { probes: [], evidence: [], maintenance: [], maxInFlight: 1, files: [], secrets: [] }
    return { value, diagnostics: [diagnosticAt({ path: file, text: '' }, [0, 1], problem)] }
  }
  const referred = (name: string) => readReferred(path.resolve(folder, name))
  return parseProbes(
    { path: file, text },
    { env: name => env[name], file: referred, cronMistake, cronInterval, cronLongestGap },
  )
}

/** Secrets and certificates of authorities are far smaller. */
const LARGEST_REFERRED_MIB = 1

function readReferred(file: string): ReturnType<References['file']> {
  try {
    const text = readNamedText(file, LARGEST_REFERRED_MIB)
    const mistake = encodingMistake({ path: file, text })
    return mistake === undefined ? text : { problem: `${mistake.message}, at character ${mistake.range[0] + 1}` }
  } catch (error) {
    // The parser reports the place in the definitions that names this file, and this reason.
    return { problem: describeError(error).replace(/^Cannot read .*?: /s, '') }
  }
}
