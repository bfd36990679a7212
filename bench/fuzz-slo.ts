import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { hasErrors, renderDiagnostics } from '../lib/diagnostic/diagnostic.ts'
import { DIAGNOSTIC_ENTRIES } from '../slo/definition/diagnostics/entries.ts'
import { parseSlosWith } from '../slo/definition/parse.ts'
import { FLAVOURS } from '../slo/definition/parse-context.ts'
import { exampleContext } from '../slo/definition/slo.testkit.ts'
import { generateFile } from '../slo/rules/generate.ts'
import { mutate, seededRandom } from './mutations.ts'

/** One document that was handled wrongly. */
export interface FuzzFailure {
  readonly seed: number
  readonly problem: string
}

/** Longer than this is a hang: people type, and editors ask at every key. */
const LONGEST_MS = 1000

/** Reads so many mutated documents in both flavours; every crash, hang and misplaced diagnostic is a failure. */
export function fuzz(
  count: number,
  firstSeed: number,
  longestMs = Number.POSITIVE_INFINITY,
  onProgress: (done: number) => void = () => {},
): readonly FuzzFailure[] {
  const originals = readOriginals()
  const failures: FuzzFailure[] = []
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const problem = problemWith(mutate(originals, seededRandom(seed)), seed, longestMs)
    if (problem !== undefined) failures.push({ seed, problem })
    if (seed % 1000 === 999) onProgress(seed - firstSeed + 1)
  }
  return failures
}

/** The documents that mutations start from: test data, and the good and bad examples of every diagnostic. */
export function readOriginals(): readonly string[] {
  const folder = 'slo/testdata'
  const files = readdirSync(folder).filter(name => name.endsWith('.yaml') && !name.includes('.sloth.'))
  const texts = files.map(name => readFileSync(path.join(folder, name), 'utf8'))
  return [...texts, ...Object.values(DIAGNOSTIC_ENTRIES).flatMap(({ good, bad }) => [good, bad])]
}

function problemWith(text: string, seed: number, longestMs: number): string | undefined {
  const flavour = FLAVOURS[seed % FLAVOURS.length] ?? 'leadline'
  const began = performance.now()
  try {
    const { value, diagnostics } = parseSlosWith([{ path: 'a.yaml', text }], exampleContext(flavour))
    renderDiagnostics(diagnostics)
    const [file] = value
    if (!hasErrors(diagnostics) && file !== undefined) {
      const options = { flavour, form: 'auto', alerts: true, recordings: true, labels: {}, command: 'fuzz' } as const
      generateFile(file, options)
    }
    const took = performance.now() - began
    if (took > longestMs) return `took ${Math.round(took)} ms for ${text.length} characters`
    const lines = text.split('\n')
    const lost = diagnostics.find(
      ({ line, column }) =>
        line < 1 || line > lines.length || column < 1 || column > (lines[line - 1] ?? '').length + 1,
    )
    return lost === undefined ? undefined : `${lost.code} stands at ${lost.line}:${lost.column}, outside the file`
  } catch (error) {
    return `crashed: ${error instanceof Error ? error.stack : String(error)}`
  }
}

if (import.meta.main) {
  const count = Number(process.argv[2] ?? 20_000)
  const failures = fuzz(count, Number(process.argv[3] ?? 0), LONGEST_MS, done =>
    process.stderr.write(`\r${done} of ${count}`),
  )
  process.stderr.write('\n')
  for (const { seed, problem } of failures.slice(0, 20)) process.stdout.write(`seed ${seed}: ${problem}\n`)
  process.stdout.write(`${count} documents, ${failures.length} failures\n`)
  process.exitCode = failures.length === 0 ? 0 : 1
}
