import { readSource } from '../../../adapters/files/files.ts'
import { markdownTable } from '../../../lib/text/markdown-table.ts'
import type { Characteristic } from '../core/gate-model/characteristic.ts'
import { renderCharacteristic } from '../core/gate-model/characteristic-svg.ts'
import { characteristicTable } from '../core/gate-model/characteristic-table.ts'

/** The stored run, as `npm run gate -- --characteristic --runs 20000 --json FILE` wrote it. */
const STORED = 'ci/release/characteristic.json'

/** The guide to the gate: what is between its marks comes from the stored run, the rest is written by hand. */
export const GATE_GUIDE = 'docs/gate.md'

const [FROM, TO] = ['<!-- generated: characteristic -->', '<!-- end -->'] as const

/** The picture of the stored run. */
export async function characteristicPicture(): Promise<string> {
  return renderCharacteristic(await readStored())
}

/** The guide with the table of the stored run. Throws when its marks are gone. */
export async function gateGuide(): Promise<string> {
  const [{ text }, stored] = await Promise.all([readSource(GATE_GUIDE), readStored()])
  const [from, to] = [text.indexOf(FROM), text.indexOf(TO)]
  if (from === -1 || to < from) throw new Error(`${GATE_GUIDE} has lost the marks ${FROM} and ${TO}`)
  return `${text.slice(0, from)}${FROM}\n\n${tableOf(stored)}\n${text.slice(to)}`
}

async function readStored(): Promise<Characteristic> {
  return JSON.parse((await readSource(STORED)).text)
}

function tableOf(found: Characteristic): string {
  const [head = [], ...rows] = characteristicTable(found)
  const aligned = head.map((_, column) => (column === 0 ? '---' : '--:'))
  return `${markdownTable(head, rows, aligned).join('\n')}\n\n${found.runs.toLocaleString('en-US')} runs each, seed ${found.seed}.\n`
}
