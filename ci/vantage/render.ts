import path from 'node:path'
import { readSource, readSources } from '../../adapters/files/files.ts'
import type { Site, SiteVantage } from '../../k8s/site/model.ts'
import { SITE_FILE } from '../../k8s/site/site-file.ts'
import { isVantageFile, VANTAGE_UNIT, type VantageSources } from '../../k8s/vantage/vantage-machine.ts'
import { type CommandIo, UsageError } from '../../lib/command/command.ts'
import { accept, DefinitionError } from '../../lib/command/definition-error.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import type { Options } from '../../lib/command/options.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { didYouMean } from '../../lib/did-you-mean.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { PROBES_FILE } from '../../services/prober/contract/probes-file.ts'
import { readSite } from '../render/project.ts'
import { checkUnit, type FolderPlan, writeMachineFolder } from './machine-folder.ts'

/** What both commands take. */
export const VANTAGE_OPTIONS = {
  site: { type: 'string', value: 'FILE', default: SITE_FILE, help: 'names, machines, and the vantages among them' },
  node: {
    type: 'string',
    value: 'FILE',
    help: 'a Node 24 for a machine with another processor; the one that runs this when absent',
  },
} as const satisfies Options

/** One name of `vantages`. */
export const VANTAGE_NAME = {
  value: 'NAME',
  least: 1,
  most: 1,
  need: 'name one of the vantages of site.yaml',
} as const

/** `npm run vantage -- render`. */
export const RENDER_VANTAGE = defineCommand({
  name: 'npm run vantage -- render',
  summary: 'the folder for a machine where the prober stands too, checked by systemd',
  help: {
    uses: [
      ['npm run vantage -- render NAME --out FOLDER', 'the folder to copy there; on the machine run: sh install.sh'],
    ],
    notes: 'docs/vantage.md says what the script does, and how to take it back.',
  },
  options: {
    ...VANTAGE_OPTIONS,
    out: { type: 'string', value: 'FOLDER', help: 'write the files, into a folder that holds nothing else' },
  },
  operands: VANTAGE_NAME,
  exits: { good: 'done', bad: 'a mistake in site.yaml, or systemd refuses the unit' },
  run: async ({ values, operands: [name = ''] }, io) => {
    if (values.out === undefined) throw new UsageError('Name the folder to write: --out FOLDER')
    const plan = await planFolder(name, values, io)
    await writeChecked(values.out, plan, io)
    io.stdout(
      `${values.out}: for ${plan.vantage.address}; copy the folder there, and run sh install.sh in it as root\n`,
    )
    return EXIT.good
  },
})

/** Reads what the folder of a vantage is made from. */
export async function planFolder(
  name: string,
  { site: file, node = process.execPath }: { readonly site: string; readonly node?: string | undefined },
  io: CommandIo,
): Promise<FolderPlan> {
  const site = accept(await readSite(file), io)
  if (site === undefined) throw new DefinitionError([])
  return { site, vantage: vantageNamed(name, site, file), sources: await readVantageSources(), node }
}

function vantageNamed(name: string, { vantages }: Site, file: string): SiteVantage {
  const found = vantages.find(vantage => vantage.name === name)
  if (found !== undefined) return found
  const names = vantages.map(vantage => vantage.name)
  if (names.length === 0) throw new UsageError(`${file} names no vantages: write one, as docs/vantage.md says.`)
  const meant = didYouMean(name, names)
  throw new UsageError(
    `${file} has no vantage "${name}"${meant === undefined ? `: there is ${names.join(', ')}.` : `. Did you mean "${meant}"?`}`,
  )
}

/** Writes the folder, and lets systemd look at its unit; says where there is none that could. */
export async function writeChecked(out: string, plan: FolderPlan, io: CommandIo): Promise<void> {
  await writeMachineFolder(out, plan)
  const problems = await checkUnit(out, plan, io.env.PATH ?? '')
  if (problems === undefined) io.stderr('Without systemd-analyze here nothing has looked at the unit.\n')
  else if (problems !== '') throw new ExternalError(`systemd refuses ${path.join(out, VANTAGE_UNIT)}:\n${problems}`)
}

/** Reads what every vantage is made from. */
export async function readVantageSources(): Promise<VantageSources> {
  const machine = 'services/prober/machine'
  const [probes, unit, scripts] = await Promise.all([
    readSource(PROBES_FILE),
    readSource(path.join(machine, VANTAGE_UNIT)),
    readSources(machine, '.sh'),
  ])
  return {
    probes: probes.text,
    unit: unit.text,
    scripts: new Map(
      scripts.filter(({ text }) => isVantageFile(text)).map(({ path: file, text }) => [path.basename(file), text]),
    ),
  }
}
