import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { forEachAtOnce } from '../../lib/for-each-at-once.ts'
import { isMissing } from '../../lib/system-error.ts'
import { limitOf } from './hunt.ts'
import { distancesFrom, type ImportGraph, type Reach } from './import-graph.ts'
import { digest } from './sample.ts'
import type { ScratchTree } from './scratch-tree.ts'
import type { Sources } from './sources.ts'

/** What a test file does where nothing is planted. */
interface Known {
  /** The digest of all code that it leads to; with other code it may do something else. */
  readonly code: string
  readonly tookMs: number
  /** It says nothing of mutants. */
  readonly isFailing: boolean
}

/** What every test file does where nothing is planted. */
export type Baseline = Readonly<Record<string, Known>>

/** No test may take longer than this, while it is not known how long it takes. */
const LONGEST_MS = 600_000

/** Runs the tests of which it is not known what they do without mutants, and keeps that in a file. */
export async function readBaseline(
  file: string,
  reach: Iterable<Reach>,
  graph: ImportGraph,
  { texts }: Sources,
  trees: readonly ScratchTree[],
): Promise<Baseline> {
  const known: Record<string, Known> = { ...readKept(file) }
  const reaches = [...reach]
  const jobs = (['unit', 'integration'] as const).flatMap(project => {
    const tests = [...new Set(reaches.flatMap(those => those[project]))]
    return tests.flatMap(test => {
      const led = [...distancesFrom(graph, test, ['imports', 'names']).keys()].sort()
      const code = digest(led.map(each => [each, texts.get(each)]))
      return known[test]?.code === code && !known[test].isFailing ? [] : { project, test, code }
    })
  })
  mkdirSync(path.dirname(file), { recursive: true })
  await forEachAtOnce(jobs, trees, async ({ project, test, code }, tree) => {
    // Once more, should it fail: on a busy machine that may be chance.
    const first = await tookOf(project, test, tree)
    const tookMs = first ?? (await tookOf(project, test, tree))
    known[test] = { code, tookMs: tookMs ?? 0, isFailing: tookMs === undefined }
    writeFileSync(file, JSON.stringify(known))
  })
  return known
}

/** How long a test file takes; undefined when it fails. */
async function tookOf(project: string, test: string, tree: ScratchTree): Promise<number | undefined> {
  const result = await tree.test(project, [test], limitOf([test], { [test]: LONGEST_MS }))
  await tree.restore()
  return result === 'late' || result.failed !== undefined ? undefined : result.tookMs[test]
}

function readKept(file: string): Baseline {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (!isMissing(error)) throw error
    return {}
  }
}
