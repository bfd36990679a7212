import { writeAtomically } from '../../adapters/files/write-files.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { openProgress } from '../../lib/command/progress.ts'
import { renderTable } from '../../lib/text/table.ts'
import { compareRules } from '../release/core/rule-model/comparison.ts'
import { comparisonTable, timesTable } from '../release/core/rule-model/comparison-table.ts'

/** The year of Wald's paper; any number would do. */
const SEED = 1945

/** Lets each rule meet each modelled release so often, prints what it costs and how long it takes, and writes the figures. */
export async function showSimulation(runs: number, file: string | undefined, io: CommandIo): Promise<void> {
  const progress = openProgress(io)
  const found = compareRules(SEED, runs, says => progress.show(says))
  progress.clear()
  io.stdout(`${renderTable(comparisonTable(found))}\n${renderTable(timesTable(found))}`)
  if (file !== undefined) await writeAtomically(file, `${JSON.stringify(found, undefined, 2)}\n`)
}
