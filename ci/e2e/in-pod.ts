// Runs in pods of the test, by itself: it is mounted as one file, so that it imports nothing of ours.
import http from 'node:http'
import net from 'node:net'

/** What a pod of the test does, and reports as a line of JSON each second. */
interface Plan {
  /** Ports to accept connections on. */
  readonly listen?: readonly number[]
  /** Where to connect to, as `host:port`. */
  readonly connect?: readonly string[]
  /** Requests at a steady rate; each has the run and a number in its address, by which a log of requests names it. */
  readonly load?: { readonly url: string; readonly host: string; readonly perSecond: number; readonly run: string }
  /** A metrics page, and the start of the lines that are of interest. */
  readonly scrape?: { readonly url: string; readonly starts: readonly string[] }
}

const TIMEOUT_MS = 5000
const plan = JSON.parse(process.env.PLAN ?? '{}') as Plan

for (const port of plan.listen ?? []) net.createServer(socket => socket.end()).listen(port)

/** How a connection ends: `open`, or the code of its error. */
function connect(target: string): Promise<string> {
  const [host, port] = target.split(':')
  const { promise, resolve } = Promise.withResolvers<string>()
  const socket = net.connect({ host: host ?? '', port: Number(port) })
  socket.setTimeout(TIMEOUT_MS, () => resolve('silent'))
  socket.on('connect', () => resolve('open'))
  socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'))
  return promise.finally(() => socket.destroy())
}

/** The failed requests of the second that goes on, each with its number, which stands in its address. */
let failed: { visit: number; at: string; problem: string; release: string }[] = []

const sent = { requests: 0, answered: 0, failed: 0, failures: [] as string[], releases: {} as Record<string, number> }
const agent = new http.Agent({ keepAlive: true, maxSockets: 20 })

/** Sends one request; only an answer 200 is good. */
function send({ url, host, run }: NonNullable<Plan['load']>): void {
  sent.requests += 1
  const visit = sent.requests
  const at = new Date().toISOString()
  let release = ''
  const end = (problem?: string): void => {
    if (problem === undefined) sent.answered += 1
    else {
      sent.failed += 1
      failed.push({ visit, at, problem, release })
      if (sent.failures.length < 10) sent.failures.push(`${at} ${problem}`)
    }
  }
  const request = http.get(
    `${url}?visit=${run}-${visit}`,
    { agent, headers: { host }, timeout: TIMEOUT_MS },
    response => {
      release = String(response.headers['x-release'] ?? '')
      sent.releases[release] = (sent.releases[release] ?? 0) + 1
      response.resume()
      response.on('end', () => end(response.statusCode === 200 ? undefined : `status ${response.statusCode}`))
      response.on('error', error => end(error.message))
    },
  )
  request.on('timeout', () => request.destroy(new Error('no answer in time')))
  request.on('error', error => end(error.message))
}

const { load } = plan
if (load !== undefined) setInterval(() => send(load), 1000 / load.perSecond)

async function scraped({ url, starts }: NonNullable<Plan['scrape']>): Promise<readonly string[]> {
  try {
    const text = await (await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })).text()
    return text.split('\n').filter(line => starts.some(start => line.startsWith(start)) && !line.endsWith(' 0'))
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    return [`# ${cause}`]
  }
}

for (;;) {
  const targets = plan.connect ?? []
  const results = await Promise.all(targets.map(connect))
  const connections = Object.fromEntries(targets.map((target, index) => [target, results[index]]))
  const lines = plan.scrape === undefined ? [] : await scraped(plan.scrape)
  process.stdout.write(`${JSON.stringify({ connections, sent, lines, failed })}\n`)
  failed = []
  await new Promise(resolve => setTimeout(resolve, 1000))
}
