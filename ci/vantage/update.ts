import path from 'node:path'
import { inScratchFolder } from '../../adapters/files/folders.ts'
import { runOnScreen } from '../../adapters/processes/run-program.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { isMissing } from '../../lib/system-error.ts'
import { planFolder, VANTAGE_NAME, VANTAGE_OPTIONS, writeChecked } from './render.ts'

/** The folder in the home of who logs in. */
const THERE = 'leadline-vantage'

/** `npm run vantage -- update`. */
export const UPDATE_VANTAGE = defineCommand({
  name: 'npm run vantage -- update',
  summary: 'bring a vantage up to date over ssh, or install it: its program, its definitions and its unit',
  help: {
    about:
      'It renders the folder, copies it, and runs install.sh there, which waits until the prober measures and otherwise puts the one before back.',
    uses: [['npm run vantage -- update NAME', 'as root, at the address that site.yaml says']],
    notes: 'After each deploy that changes probes: a vantage has the definitions of the release.',
  },
  options: {
    ...VANTAGE_OPTIONS,
    ssh: { type: 'string', value: 'USER@HOST', help: 'where to log in; root at its address when absent' },
  },
  operands: VANTAGE_NAME,
  exits: { good: 'it measures there', bad: 'a mistake in site.yaml, no way there, or what install.sh says' },
  run: async ({ values, operands: [name = ''] }, io) => {
    const plan = await planFolder(name, values, io)
    const host = values.ssh ?? `root@${plan.vantage.address}`
    const isDone = await inScratchFolder('vantage', async scratch => {
      const folder = path.join(scratch, THERE)
      await writeChecked(folder, plan, io)
      return (
        (await ran('ssh', host, `rm -rf ${THERE}`)) &&
        (await ran('scp', '-rpq', folder, `${inScp(host)}:${THERE}`)) &&
        (await ran('ssh', host, `sh ${THERE}/install.sh`))
      )
    })
    if (isDone) return EXIT.good
    io.stderr(`"${name}" is not up to date: what went wrong stands above\n`)
    return EXIT.bad
  },
})

/** scp takes an address with colons in brackets alone. */
function inScp(host: string): string {
  return host.replace(/@(.*:.*)$/, '@[$1]')
}

async function ran(program: string, ...args: readonly string[]): Promise<boolean> {
  try {
    return await runOnScreen(program, args)
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}
