import { writeAtomically } from '../../adapters/files/write-files.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { openProgress } from '../../lib/command/progress.ts'
import { renderTable } from '../../lib/text/table.ts'
import { CANARY_ROWS } from '../release/core/gate-model/canary-scenarios.ts'
import { characteristic } from '../release/core/gate-model/characteristic.ts'
import { characteristicTable } from '../release/core/gate-model/characteristic-table.ts'

/** The year of the paper; any number would do. */
const SEED = 1945

/** Runs the gate on a simulated clock so often for each scenario, prints the table, and writes the figures. */
export async function showCharacteristic(
  runs: number,
  { file, isOfCanary }: { readonly file: string | undefined; readonly isOfCanary: boolean },
  io: CommandIo,
): Promise<void> {
  const progress = openProgress(io)
  const found = characteristic(SEED, runs, says => progress.show(says), isOfCanary ? CANARY_ROWS : undefined)
  progress.clear()
  io.stdout(renderTable(characteristicTable(found)))
  if (file !== undefined) await writeAtomically(file, `${JSON.stringify(found, undefined, 2)}\n`)
}
