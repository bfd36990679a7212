import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { runPromtool } from '../adapters/prometheus/promtool.ts'
import { hasErrors } from '../lib/diagnostic/diagnostic.ts'
import { NEWER_PROMQL } from '../lib/promql/problem.ts'
import { seededRandom } from '../lib/seeded-random.ts'
import { parseSlosWith } from '../slo/definition/parse.ts'
import { FLAVOURS } from '../slo/definition/parse-context.ts'
import { exampleContext } from '../slo/definition/slo.testkit.ts'
import { generateFile } from '../slo/rules/generate.ts'
import { SLO_DEFINITIONS } from './fuzz-slo.ts'
import { mutate } from './mutations.ts'

/** What is said of a file that an older promtool refuses with reason. */
const NEWER = [NEWER_PROMQL, 'bad-label']

/** The rules of a mutated document; undefined where something is wrong with it. */
function rulesOf(text: string, seed: number): string | undefined {
  const flavour = FLAVOURS[seed % FLAVOURS.length] ?? 'leadline'
  const { value, diagnostics } = parseSlosWith([{ path: 'a.yaml', text }], exampleContext(flavour))
  const [file] = value
  if (file === undefined || file.slos.length === 0 || hasErrors(diagnostics)) return undefined
  if (diagnostics.some(({ code }) => NEWER.includes(code))) return undefined
  const options = { flavour, form: 'rules', alerts: true, recordings: true, labels: {}, command: 'fuzz' } as const
  const made = generateFile(file, options)
  return 'text' in made ? made.text : undefined
}

/** Whatever is read without an error must load: every rule file made of so many mutated documents goes through promtool. */
async function fuzzRules(count: number, firstSeed: number): Promise<{ files: number; refused: readonly string[] }> {
  const { originals } = SLO_DEFINITIONS
  const folder = await mkdtemp(path.join(tmpdir(), 'fuzz-rules-'))
  try {
    const files: string[] = []
    for (let seed = firstSeed; seed < firstSeed + count; seed++) {
      const rules = rulesOf(mutate(originals, seededRandom(seed)), seed)
      if (rules === undefined) continue
      const file = path.join(folder, `${seed}.yaml`)
      await writeFile(file, rules)
      files.push(file)
    }
    const { output } = files.length === 0 ? { output: '' } : await runPromtool(['check', 'rules', ...files])
    return { files: files.length, refused: output.split('\n').filter(line => line.startsWith(folder)) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const { files, refused } = await fuzzRules(Number(process.argv[2] ?? 20_000), Number(process.argv[3] ?? 0))
for (const line of refused.slice(0, 20)) process.stdout.write(`${line}\n`)
process.stdout.write(`${files} rule files, ${refused.length} complaints of promtool\n`)
process.exitCode = refused.length === 0 ? 0 : 1
