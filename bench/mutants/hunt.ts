import type { Reach } from './import-graph.ts'
import type { Fate } from './ledger.ts'
import { mutated } from './operators.ts'
import type { Candidate } from './sample.ts'
import type { ScratchTree } from './scratch-tree.ts'

/** How long each test file takes when nothing is wrong, in milliseconds. */
export type Durations = Readonly<Record<string, number>>

/** Starting a run, and each of its files, on a machine that is busy with others. */
const RUN_MS = 30_000
const FILE_MS = 1000
/** A run that takes so many times as long as it should has hung. */
const PATIENCE = 8

/** How long a run of these files may take. */
export function limitOf(files: readonly string[], durations: Durations): number {
  return RUN_MS + PATIENCE * files.reduce((sum, file) => sum + FILE_MS + (durations[file] ?? 0), 0)
}

/** Lets the tests that lead to a mutant's file loose on it, unit tests first; leaves the tree as it was. */
export async function huntMutant(
  mutant: Candidate,
  text: string,
  { unit, integration }: Reach,
  durations: Durations,
  tree: ScratchTree,
): Promise<Fate> {
  await tree.write(mutant.file, mutated(text, mutant))
  try {
    const fate = await runUntilKilled('unit', unit, durations, tree)
    if (fate.fate === 'killed') return fate
    for (const test of integration) {
      const later = await runUntilKilled('integration', [test], durations, tree)
      if (later.fate === 'killed') return later
    }
    return fate
  } finally {
    await tree.restore()
  }
}

/** A test counts when it fails twice: once may be chance, as on a machine that is busy. */
async function runUntilKilled(
  by: 'unit' | 'integration',
  files: readonly string[],
  durations: Durations,
  tree: ScratchTree,
): Promise<Fate> {
  for (let left = files; left.length > 0; ) {
    const result = await tree.test(by, left, limitOf(left, durations))
    if (result === 'late') return { fate: 'killed', by, isLate: true, test: '' }
    const { failed } = result
    if (failed === undefined) break
    const suspects = left.includes(failed.file) ? [failed.file] : left
    const again = await tree.test(by, suspects, limitOf(suspects, durations))
    if (again === 'late' || again.failed !== undefined) {
      return { fate: 'killed', by, isLate: again === 'late', test: `${failed.file}: ${failed.test}` }
    }
    left = suspects.length === 1 ? left.slice(left.indexOf(failed.file) + 1) : []
  }
  return { fate: 'lived' }
}
