import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { type Diagnostic, renderDiagnostics } from '../lib/diagnostic/diagnostic.ts'
import { seededRandom } from '../lib/seeded-random.ts'
import { mutate } from './mutations.ts'

/** One document that was handled wrongly. */
interface FuzzFailure {
  readonly seed: number
  readonly problem: string
}

/** What is fuzzed: the documents that mutations start from, and how one is read. */
export interface FuzzSubject {
  readonly originals: readonly string[]
  /** Reads a document, and does with it whatever follows; gives what was wrong with it. */
  readonly read: (text: string, seed: number) => readonly Diagnostic[]
}

/** Longer than this is a hang: people type, and editors ask at every key. */
const LONGEST_MS = 1000

/** Reads so many mutated documents; every crash, hang and misplaced diagnostic is a failure. */
export function fuzz(
  subject: FuzzSubject,
  count: number,
  firstSeed: number,
  longestMs = Number.POSITIVE_INFINITY,
  onProgress: (done: number) => void = () => {},
): readonly FuzzFailure[] {
  const failures: FuzzFailure[] = []
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const problem = problemWith(subject, mutate(subject.originals, seededRandom(seed)), seed, longestMs)
    if (problem !== undefined) failures.push({ seed, problem })
    if (seed % 1000 === 999) onProgress(seed - firstSeed + 1)
  }
  return failures
}

/** The YAML files of a folder, as text. */
export function yamlIn(folder: string): readonly string[] {
  const names = readdirSync(folder).filter(name => name.endsWith('.yaml') && !name.includes('.sloth.'))
  return names.map(name => readFileSync(path.join(folder, name), 'utf8'))
}

function problemWith({ read }: FuzzSubject, text: string, seed: number, longestMs: number): string | undefined {
  const began = performance.now()
  try {
    const diagnostics = read(text, seed)
    renderDiagnostics(diagnostics)
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

/** Fuzzes as a program: how many documents, and the first seed, are its arguments. */
export function fuzzAsProgram(subject: FuzzSubject): void {
  const count = Number(process.argv[2] ?? 20_000)
  const failures = fuzz(subject, count, Number(process.argv[3] ?? 0), LONGEST_MS, done =>
    process.stderr.write(`\r${done} of ${count}`),
  )
  process.stderr.write('\n')
  for (const { seed, problem } of failures.slice(0, 20)) process.stdout.write(`seed ${seed}: ${problem}\n`)
  process.stdout.write(`${count} documents, ${failures.length} failures\n`)
  process.exitCode = failures.length === 0 ? 0 : 1
}
