import { readSource } from '../../../adapters/files/files.ts'
import type { Comparison } from '../core/rule-model/comparison.ts'
import { renderComparison } from '../core/rule-model/comparison-svg.ts'
import { cheaperSentences, comparisonTable } from '../core/rule-model/comparison-table.ts'

/** The stored run, as `npm run gate -- --simulate --runs 1000 --json FILE` wrote it. */
const STORED = 'ci/release/simulation.json'

/** The picture of the stored run. */
export async function simulationPicture(): Promise<string> {
  return renderComparison(await readStored())
}

/** The table of the stored run, as Markdown. */
export async function simulationTable(): Promise<string> {
  const stored = await readStored()
  const [head = [], ...rows] = comparisonTable(stored)
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  const aligned = head.map((_, column) => (column === 0 ? '---' : '--:'))
  return `${line(head)}${line(aligned)}${rows.map(line).join('')}\n${marksOf(stored)}\n${stored.runs.toLocaleString('en-US')} runs each, seed ${stored.seed}.\n`
}

/** The list of marks, each with its reason; that there is none is said too. */
function marksOf(stored: Comparison): string {
  const sentences = cheaperSentences(stored)
  return sentences.length === 0
    ? 'No rule costs users less than ours.\n'
    : sentences.map(each => `- ${each}\n`).join('')
}

async function readStored(): Promise<Comparison> {
  return JSON.parse((await readSource(STORED)).text)
}
