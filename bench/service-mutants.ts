import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { forEachAtOnce } from '../lib/for-each-at-once.ts'
import { readBaseline } from './mutants/baseline.ts'
import { refusedByCompiler } from './mutants/compile.ts'
import { huntMutant } from './mutants/hunt.ts'
import { importGraph, reachOf } from './mutants/import-graph.ts'
import { type Entry, type Fate, type Ledger, openLedger } from './mutants/ledger.ts'
import { figuresOf, killedRatio, renderReport } from './mutants/report.ts'
import { type Candidate, drawSample } from './mutants/sample.ts'
import { createScratchTree, type ScratchTree } from './mutants/scratch-tree.ts'
import { candidatesOf, readSources, type Sources } from './mutants/sources.ts'
import { reasonToLive } from './mutants/survivors.ts'

/** Below this part of killed mutants the run fails. */
const WANTED = 0.9

const ROOT = path.resolve(import.meta.dirname, '..')
const FOLDER = path.join(ROOT, '.leadline/mutants')

const HELP = `Plants careless changes in the prober, the stack and the rules of SLOs, one at a time in copies of the tree, and
runs the tests that lead to the changed file. What was found is kept in .leadline/mutants: a run that was ended is taken up
where it was, and a later one asks again only for what is new and for what lived.

  node bench/service-mutants.ts [PATH…]   only files whose path contains one of these

  --sample N   how many mutants are drawn (400)
  --seed N     which ones (1)
  --trees N    how many copies are worked on at a time (one more than there are processors)
  --unit       runs the unit tests only
  --all        asks also for those that were killed before, and for those with a known reason to live

Exit codes: 0 at least 90 % of those that compile were killed · 1 fewer were · 2 wrong usage
`

const say = (text: string): void => void process.stdout.write(text)

/** Asks the compiler about those that it has not judged yet. */
async function judgeByCompiler(
  open: readonly Candidate[],
  { texts }: Sources,
  trees: readonly ScratchTree[],
  ledger: Ledger,
): Promise<readonly Candidate[]> {
  const unknown = open.filter(({ id }) => !ledger.fates.has(id))
  const refused = await refusedByCompiler(unknown, texts, trees)
  for (const candidate of unknown) if (refused.has(candidate.id)) ledger.add(candidate, { fate: 'refused' })
  return open.filter(({ id }) => !refused.has(id))
}

function describeFate(fate: Fate): string {
  if (fate.fate !== 'killed') return fate.fate
  return fate.isLate ? `killed by ${fate.by} tests, out of time` : `killed by ${fate.by} tests`
}

/** Hunts those that are still open, and says of each what became of it. */
async function hunt(
  open: readonly Candidate[],
  sources: Sources,
  isUnitOnly: boolean,
  trees: readonly ScratchTree[],
  ledger: Ledger,
): Promise<void> {
  const graph = importGraph(sources.texts)
  const reached = [...reachOf(graph, [...new Set(open.map(({ file }) => file))])]
  const reach = new Map(
    isUnitOnly ? reached.map(([file, { unit }]) => [file, { unit, integration: [] }] as const) : reached,
  )
  const baseline = await readBaseline(path.join(FOLDER, 'baseline.json'), reach.values(), graph, sources, trees)
  for (const [test, { isFailing }] of Object.entries(baseline)) {
    if (isFailing) say(`left out, as it fails without any mutant: ${test}\n`)
  }
  const durations = Object.fromEntries(Object.entries(baseline).map(([test, { tookMs }]) => [test, tookMs]))
  const passing = (tests: readonly string[] = []) => tests.filter(test => baseline[test]?.isFailing === false)
  let done = 0
  await forEachAtOnce(open, trees, async (candidate, tree) => {
    const began = performance.now()
    const { file, line, operator } = candidate
    const tests = { unit: passing(reach.get(file)?.unit), integration: passing(reach.get(file)?.integration) }
    const fate = await huntMutant(candidate, sources.texts.get(file) ?? '', tests, durations, tree)
    ledger.add(candidate, fate)
    done += 1
    const took = `${((performance.now() - began) / 1000).toFixed(1)} s`
    say(`${done}/${open.length}  ${describeFate(fate)} in ${took}: ${operator} at ${file}:${line}\n`)
  })
}

async function main(argv: readonly string[]): Promise<number> {
  const number = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      sample: number,
      seed: number,
      trees: number,
      unit: { type: 'boolean' },
      all: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    say(HELP)
    return 0
  }
  const began = performance.now()
  const isWanted = (file: string): boolean => positionals.length === 0 || positionals.some(part => file.includes(part))
  const sources = readSources(ROOT, file => /^(services\/(prober|stack)|slo\/rules)\//.test(file))
  const candidates = candidatesOf(sources).filter(({ file }) => isWanted(file))
  const sample = drawSample(candidates, Number(values.sample ?? 400), Number(values.seed ?? 1))
  const ledger = openLedger(path.join(FOLDER, 'fates.jsonl'))
  const isOpen = (candidate: Candidate): boolean => {
    const fate = ledger.fates.get(candidate.id)?.fate
    if (values.all === true) return fate !== 'refused'
    return fate === undefined || (fate === 'lived' && reasonToLive(candidate) === undefined)
  }
  const open = sample.filter(isOpen)
  const stopping = new AbortController()
  process.once('SIGINT', () => stopping.abort())
  process.once('SIGTERM', () => stopping.abort())
  const folder = await mkdtemp(path.join(tmpdir(), 'leadline-mutants-'))
  try {
    const count = open.length === 0 ? 0 : Number(values.trees ?? availableParallelism() + 1)
    const names = Array.from({ length: count }, (_, index) => path.join(folder, String(index)))
    const trees = await Promise.all(names.map(name => createScratchTree(ROOT, name, stopping.signal)))
    const compiling = await judgeByCompiler(open, sources, trees, ledger)
    await hunt(compiling, sources, values.unit === true, trees, ledger)
  } catch (error) {
    if (!stopping.signal.aborted) throw error
    say('ended; the same command goes on from here\n')
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  const entries = sample.flatMap((candidate): readonly Entry[] => {
    const entry = ledger.fates.get(candidate.id)
    // Comments may have moved it since.
    return entry === undefined ? [] : [{ ...entry, line: candidate.line }]
  })
  say(renderReport(entries))
  say(`${Math.round((performance.now() - began) / 60_000)} minutes for ${open.length} of them\n`)
  return killedRatio(figuresOf(entries)) >= WANTED ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2))
