import path from 'node:path'
import { copyFolder } from '../../adapters/files/copied-folder.ts'
import { inScratchFolder } from '../../adapters/files/folders.ts'
import { writeTogether } from '../../adapters/files/write-files.ts'
import { findProgram } from '../../adapters/processes/programs.ts'
import { runProgram } from '../../adapters/processes/run-program.ts'
import type { Site, SiteVantage } from '../../k8s/site/model.ts'
import {
  isVantageFile,
  VANTAGE_UNIT,
  type VantagePlace,
  type VantageSources,
  vantageFiles,
} from '../../k8s/vantage/vantage-machine.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { writeFolder } from '../render/out-folder.ts'
import { programFiles } from './program-files.ts'

/** What a folder is made from. */
export interface FolderPlan {
  readonly site: Site
  readonly vantage: SiteVantage
  readonly sources: VantageSources
  /** The Node that runs on the machine. */
  readonly node: string
  /** Where the folder will lie; on the machine itself when absent. */
  readonly place?: VantagePlace
}

/** Where the program lies, in the folder. */
const PROGRAM = 'program'

/** Writes the folder for a machine: its files, the program and the Node that runs it. */
export async function writeMachineFolder(
  out: string,
  { site, vantage, sources, node, place }: FolderPlan,
): Promise<void> {
  await writeFolder(out, vantageFiles(site, vantage, sources, place), (_, text) => isVantageFile(text))
  const files = new Map((await programFiles()).map(file => [file, file]))
  await copyFolder(path.join(out, PROGRAM), files.set('node', node))
}

/** What systemd says against the unit of a folder; undefined where it is not installed, so that nothing was looked at. */
export async function checkUnit(
  out: string,
  { site, vantage, sources }: FolderPlan,
  searchPath: string,
): Promise<string | undefined> {
  const systemd = findProgram(['systemd-analyze'], searchPath)
  if (systemd === undefined) return undefined
  return inScratchFolder('unit', async scratch => {
    // It looks for the program too, which lies here now.
    const text = vantageFiles(site, vantage, sources, { root: '', home: path.resolve(out) }).get(VANTAGE_UNIT) ?? ''
    const unit = path.join(scratch, VANTAGE_UNIT)
    await writeTogether(new Map([[unit, text]]))
    const { isGood, stdout, stderr } = await runProgram(systemd, ['verify', '--man=no', '--recursive-errors=no', unit])
    const said = `${stdout}${stderr}`.replaceAll(`${scratch}/`, '').trim()
    if (isGood && said === '') return ''
    if (said === '') throw new ExternalError(`${systemd} refuses the unit, and does not say why`)
    return said
  })
}
