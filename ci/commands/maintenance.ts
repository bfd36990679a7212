import type { CommandFamily, CommandIo } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand, runFamily } from '../../lib/command/run.ts'
import { humanDuration, milliseconds, seconds } from '../../lib/duration.ts'
import { field } from '../../lib/json/parse.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { PROBES_FILE } from '../../services/prober/contract/probes-file.ts'
import { type AskedPart, addressOf } from '../stack/address-of.ts'
import { CLUSTER_OPTION, inCluster } from '../stack/in-cluster.ts'
import { FOLDER_OPTION } from '../stack/with-stack.ts'

const ENVIRONMENT = [['PROBER_URL', 'the internal port of a prober; that of the running stack when absent']] as const

const WHERE = { folder: FOLDER_OPTION, cluster: CLUSTER_OPTION } as const

/** Where the prober is. */
interface Where {
  readonly folder: string
  readonly cluster: string | undefined
}

const EXITS = { good: 'done', bad: 'the prober refused or does not answer' } as const

const start = defineCommand({
  name: 'npm run maintenance -- start',
  summary: 'start a maintenance now',
  help: {
    uses: [
      ['npm run maintenance -- start 30m "database upgrade"', 'every probe, for half an hour'],
      ['npm run maintenance -- start 30m "new theme" --probe home', 'one probe'],
      ['npm run maintenance -- start 30m "new nodes" --cluster', 'of the prober in the cluster'],
    ],
    environment: ENVIRONMENT,
    notes: `Maintenance windows that recur belong in ${PROBES_FILE}, under "maintenance".`,
  },
  options: {
    ...WHERE,
    probe: { type: 'string', value: 'NAME', multiple: true, help: 'only this probe' },
  },
  operands: {
    value: 'DURATION REASON',
    least: 2,
    most: 2,
    need: 'give a duration and a reason, such as 30m "database upgrade"',
  },
  exits: EXITS,
  run: async ({ values, operands: [duration, reason] }, io) => {
    const document = await askProber('POST', { duration, reason, probes: values.probe }, values, io)
    io.stdout(`${listOf(document)}${document.survivesRestart ? '' : FORGETFUL}`)
    return EXIT.good
  },
})

const list = defineCommand({
  name: 'npm run maintenance -- list',
  summary: 'list what is in maintenance, and for how long',
  help: { uses: [['npm run maintenance -- list', 'all of it']], environment: ENVIRONMENT },
  options: WHERE,
  exits: EXITS,
  run: async ({ values }, io) => {
    io.stdout(listOf(await askProber('GET', undefined, values, io)))
    return EXIT.good
  },
})

const stop = defineCommand({
  name: 'npm run maintenance -- stop',
  summary: 'end every maintenance that was started by hand',
  help: { uses: [['npm run maintenance -- stop', 'all of them']], environment: ENVIRONMENT },
  options: WHERE,
  exits: EXITS,
  run: async ({ values }, io) => {
    io.stdout(listOf(await askProber('DELETE', undefined, values, io)))
    return EXIT.good
  },
})

/** `npm run maintenance`. */
const MAINTENANCE: CommandFamily = {
  name: 'npm run maintenance',
  summary: 'put probes into maintenance, in which they spend no error budget',
  commands: { start, list, stop },
}

/** Runs one maintenance command; gives the exit code. */
export function main(argv: readonly string[], io: CommandIo): Promise<number> {
  return runFamily(MAINTENANCE, argv, io)
}

const FORGETFUL = `This prober keeps it in memory only, so that a restart ends it. STATE_FOLDER gives the prober a folder to keep it in.
`

/** What is in maintenance now, as the prober answers. */
interface MaintenanceDocument {
  readonly maintenance: readonly {
    readonly until: string
    readonly probes: readonly string[]
    readonly reason: string
  }[]
  /** By the prober's clock, ISO 8601. */
  readonly now: string
  readonly survivesRestart: boolean
}

const PROBER: AskedPart = {
  variable: 'PROBER_URL',
  example: 'http://127.0.0.1:17300',
  means: 'the internal port of a prober',
  inStack: ({ proberUrl }) => proberUrl,
}

/** Asks the prober, and gives its answer. Throws an ExternalError when it does not answer, or refuses. */
async function askProber(method: string, body: unknown, where: Where, io: CommandIo): Promise<MaintenanceDocument> {
  const asked = (address: string) => askAt(method, new URL('/maintenance', address), body, io)
  if (where.cluster !== undefined) return inCluster(where.cluster, 'prober', io, asked)
  return asked(await addressOf(PROBER, where.folder, io))
}

async function askAt(method: string, url: URL, body: unknown, io: CommandIo): Promise<MaintenanceDocument> {
  // Loaded when it is needed, for --help and mistakes come at once without it.
  const { sendJson } = await import('../../adapters/http.ts')
  const answer = await sendJson(method, url, body, { timeout: seconds(5), signal: io.signal })
  if (answer.kind === 'unanswered') {
    throw new ExternalError(
      `Cannot reach the prober at ${url.origin}: ${answer.problem}\nStart it with \`npm start\`, or set PROBER_URL.`,
    )
  }
  if (answer.status === 200 && Array.isArray(field(answer.body, 'maintenance')))
    return answer.body as MaintenanceDocument
  throw new ExternalError(`The prober refused: ${field(answer.body, 'error') ?? `it answered ${answer.status}`}`)
}

function listOf({ maintenance, now }: MaintenanceDocument): string {
  if (maintenance.length === 0) return 'No maintenance is on: every probe counts.\n'
  const lines = maintenance.map(({ until, probes, reason }) => {
    const left = humanDuration(milliseconds(Math.max(0, Date.parse(until) - Date.parse(now))))
    return `  ${probes.join(', ') || 'every probe'}: ${reason}, for ${left} more (until ${until.slice(0, 16).replace('T', ' ')} UTC)\n`
  })
  return `In maintenance (probed, and no budget is spent):\n${lines.join('')}`
}
