import { runEntry } from '../../adapters/command/entry.js'
import type { CommandFamily, CommandIo } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand, runFamily } from '../../lib/command/run.ts'
import { inSeconds, seconds } from '../../lib/duration.ts'
import { type AskedPart, addressOf } from '../stack/address-of.ts'
import { CLUSTER_OPTION, inCluster } from '../stack/in-cluster.ts'
import { FOLDER_OPTION } from '../stack/with-stack.ts'

/** So long may the way be: a page waits a second to be grouped, and its receiver may be far. */
const PATIENCE = seconds(60)

const ALERTMANAGER: AskedPart = {
  variable: 'ALERTMANAGER_URL',
  example: 'http://127.0.0.1:9093',
  means: 'the address of an Alertmanager',
  inStack: ({ alertmanagerUrl }) => alertmanagerUrl,
}

const test = defineCommand({
  name: 'npm run page -- test',
  summary: 'send a marked page through Alertmanager to its receivers, and say how long that took',
  help: {
    uses: [
      ['npm run page -- test', 'who is written to by pages gets one that says TEST, and its end'],
      ['npm run page -- test --cluster', 'through the Alertmanager in the cluster'],
    ],
    environment: [['ALERTMANAGER_URL', 'an Alertmanager; that of the running stack when absent']],
  },
  options: { folder: FOLDER_OPTION, cluster: CLUSTER_OPTION },
  exits: { good: 'the receivers took it', bad: 'they refused it, or got nothing within a minute' },
  run: async ({ values }, io) => {
    // Loaded when it is needed, for --help and mistakes come at once without it.
    const { sendTestPage } = await import('./test-page.ts')
    const send = (address: string) => sendTestPage(address, PATIENCE, io.signal, io.now)
    const page =
      values.cluster === undefined
        ? await send(await addressOf(ALERTMANAGER, values.folder, io))
        : await inCluster(values.cluster, 'alertmanager', io, send)
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

if (import.meta.main) await runEntry(main)
