import { request } from 'node:http'
import { describeError } from '../adapters/log.ts'
import { humanDuration, milliseconds } from '../lib/duration.ts'
import { PROBES_FILE } from '../services/prober/contract/probes-file.ts'

const HELP = `Tells the running prober that a maintenance is on: it goes on probing, and spends no error budget.

  npm run maintenance -- start 30m "database upgrade"           every probe, for half an hour
  npm run maintenance -- start 30m "new theme" --probe home     one probe; --probe may be given again
  npm run maintenance -- list                                   what is on, and for how long
  npm run maintenance -- stop                                   ends everything that was started so

Windows that come back belong into ${PROBES_FILE}, under "maintenance".
PROBER_URL names the prober, http://127.0.0.1:17300 when absent.
Exit code: 0 done, 1 the prober refused or does not run, 2 wrong usage.
`

/** What the command takes from its process. */
export interface MaintenanceIo {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => Date
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
}

const METHODS: Readonly<Record<string, string>> = { start: 'POST', stop: 'DELETE', list: 'GET' }

/** Starts, ends or lists maintenances; 0 done, 1 refused, 2 wrong usage. */
export async function main(argv: readonly string[], io: MaintenanceIo): Promise<number> {
  const [command = '', ...rest] = argv
  if (command === '--help') {
    io.stdout(HELP)
    return 0
  }
  const method = METHODS[command]
  const body = command === 'start' ? startDocument(rest) : rest.length === 0 ? '' : undefined
  if (method === undefined || body === undefined) {
    io.stderr(HELP)
    return 2
  }
  const url = new URL('/maintenance', io.env.PROBER_URL || 'http://127.0.0.1:17300')
  try {
    const { status, text } = await send(url, method, body)
    const document = JSON.parse(text)
    if (status !== 200) {
      io.stderr(`The prober refused: ${document.error}\n`)
      return 1
    }
    const isForgetful = command === 'start' && !document.survivesRestart
    io.stdout(`${listOf(document.maintenance, io.now())}${isForgetful ? FORGETFUL : ''}`)
    return 0
  } catch (error) {
    io.stderr(
      `Cannot reach the prober at ${url.origin}: ${describeError(error)}\nStart it with \`npm start\`, or set PROBER_URL.\n`,
    )
    return 1
  }
}

const FORGETFUL = `This prober keeps it in memory only: should it be restarted, it counts again at once. STATE_FOLDER gives it a
folder that outlives it.
`

/** The request's document, or undefined when the words do not make one. */
function startDocument(words: readonly string[]): string | undefined {
  const [duration, reason, ...options] = words
  if (duration === undefined || reason === undefined || options.length % 2 !== 0) return undefined
  const flags = options.filter((_, index) => index % 2 === 0)
  const probes = options.filter((_, index) => index % 2 === 1)
  return flags.every(flag => flag === '--probe') ? JSON.stringify({ duration, reason, probes }) : undefined
}

interface Entry {
  readonly until: string
  readonly probes: readonly string[]
  readonly reason: string
}

function listOf(entries: readonly Entry[], now: Date): string {
  if (entries.length === 0) return 'No maintenance is on: every probe counts.\n'
  const lines = entries.map(({ until, probes, reason }) => {
    const left = humanDuration(milliseconds(Math.max(0, Date.parse(until) - now.getTime())))
    return `  ${probes.join(', ') || 'every probe'}: ${reason}, for ${left} more (until ${until.slice(0, 16).replace('T', ' ')} UTC)\n`
  })
  return `In maintenance, probed and spending no budget:\n${lines.join('')}`
}

function send(url: URL, method: string, body: string): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    const outgoing = request(url, { method, headers, agent: false, timeout: 5000 }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', chunk => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    outgoing.on('timeout', () => outgoing.destroy(new Error('it did not answer within 5 s')))
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

if (import.meta.main) {
  process.exitCode = await main(process.argv.slice(2), {
    env: process.env,
    now: () => new Date(),
    stdout: text => void process.stdout.write(text),
    stderr: text => void process.stderr.write(text),
  })
}
