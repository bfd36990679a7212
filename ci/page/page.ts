import { runEntry } from '../../adapters/command/entry.js'
import { type CommandFamily, type CommandIo, UsageError } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand, runFamily } from '../../lib/command/run.ts'
import { inSeconds, seconds } from '../../lib/duration.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { webAddress } from '../../lib/web-address.ts'
import { FOLDER_OPTION, stackIn } from '../stack/with-stack.ts'

/** So long may the way be: a page waits a second to be grouped, and its receiver may be far. */
const PATIENCE = seconds(60)

const test = defineCommand({
  name: 'npm run page -- test',
  summary: 'send a marked page through Alertmanager to its receivers, and say how long that took',
  help: {
    uses: [['npm run page -- test', 'who is written to by pages gets one that says TEST, and its end']],
    environment: [['ALERTMANAGER_URL', 'an Alertmanager; that of the running stack when absent']],
    notes:
      'For one in a cluster: kubectl -n leadline-monitoring port-forward service/alertmanager 9093, then ' +
      'ALERTMANAGER_URL=http://127.0.0.1:9093.',
  },
  options: { folder: FOLDER_OPTION },
  exits: { good: 'the receivers took it', bad: 'they refused it, or got nothing within a minute' },
  run: async ({ values }, io) => {
    const address = await alertmanagerAddress(values.folder, io)
    // Loaded when it is needed, for --help and mistakes come at once without it.
    const { sendTestPage } = await import('./test-page.ts')
    const page = await sendTestPage(address, PATIENCE, io.signal, io.now)
    if (page.kind === 'sent') {
      io.stdout(
        `The test page was taken by its receivers after ${inSeconds(page.took).toFixed(1)} s. Look whether it arrived.\n`,
      )
      return EXIT.good
    }
    io.stderr(
      page.kind === 'refused'
        ? 'A receiver refused the test page, or could not be reached: the log of Alertmanager has the reason.\n'
        : `Nothing was sent within ${inSeconds(PATIENCE)} s: no receiver takes pages, or a silence or another page holds this one back.\n`,
    )
    return EXIT.bad
  },
})

/** `npm run page`. */
const PAGE: CommandFamily = { name: 'npm run page', summary: 'try whether pages arrive', commands: { test } }

/** Runs one page command; gives the exit code. */
export function main(argv: readonly string[], io: CommandIo): Promise<number> {
  return runFamily(PAGE, argv, io)
}

/** Where Alertmanager is: where ALERTMANAGER_URL says, otherwise in the stack that runs from a folder. */
async function alertmanagerAddress(folder: string, io: CommandIo): Promise<string> {
  const { env } = io
  if (env.ALERTMANAGER_URL) {
    const address = webAddress(env.ALERTMANAGER_URL)
    if (address !== undefined) return address
    throw new UsageError(
      `Cannot use ALERTMANAGER_URL "${env.ALERTMANAGER_URL}": it must be an address such as http://127.0.0.1:9093`,
    )
  }
  const stack = await stackIn(folder, io)
  if (stack?.alertmanagerUrl !== undefined) return stack.alertmanagerUrl
  throw new ExternalError(
    `No stack runs from ${folder}: start one with \`npm start\`, or set ALERTMANAGER_URL to the address of an Alertmanager`,
  )
}

if (import.meta.main) await runEntry(main)
