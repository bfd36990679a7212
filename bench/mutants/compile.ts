import { forEachAtOnce } from '../../lib/for-each-at-once.ts'
import { mutated } from './operators.ts'
import type { Candidate } from './sample.ts'
import type { ScratchTree } from './scratch-tree.ts'

/**
 * The mutants that the compiler refuses. One of each file is planted at a time, as the compiler takes as long for one as
 * for a hundred; those in files that it complains about are tried once more alone, for another's change may be why.
 */
export async function refusedByCompiler(
  candidates: readonly Candidate[],
  texts: ReadonlyMap<string, string>,
  trees: readonly ScratchTree[],
): Promise<ReadonlySet<string>> {
  const refused = new Set<string>()
  const wrongWith = async (planted: readonly Candidate[], tree: ScratchTree): Promise<readonly string[]> => {
    for (const mutant of planted) await tree.write(mutant.file, mutated(texts.get(mutant.file) ?? '', mutant))
    const wrong = await tree.wrongFiles()
    await tree.restore()
    return wrong
  }
  /** Judges mutants of as many files; halves them where it cannot be said whose fault it is. */
  const judge = async (planted: readonly Candidate[], tree: ScratchTree): Promise<void> => {
    const [first, ...others] = planted
    if (first === undefined) return
    const wrong = await wrongWith(planted, tree)
    if (wrong.length === 0) return
    if (others.length === 0) {
      refused.add(first.id)
      return
    }
    const suspects = planted.filter(({ file }) => wrong.includes(file))
    for (const suspect of suspects) await judge([suspect], tree)
    const half = suspects.length === 0 ? Math.ceil(planted.length / 2) : planted.length
    const rest = planted.filter(mutant => !suspects.includes(mutant))
    await judge(rest.slice(0, half), tree)
    await judge(rest.slice(half), tree)
  }
  await forEachAtOnce(roundsOf(candidates), trees, judge)
  return refused
}

/** Splits mutants so that each file has at most one in a round. */
function roundsOf(candidates: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const counts = new Map<string, number>()
  const rounds: Candidate[][] = []
  for (const candidate of candidates) {
    const round = counts.get(candidate.file) ?? 0
    counts.set(candidate.file, round + 1)
    rounds[round] = [...(rounds[round] ?? []), candidate]
  }
  return rounds
}
