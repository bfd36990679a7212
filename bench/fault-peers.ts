import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultCase, FaultTarget, Peers } from '../services/prober/faults/fault-case.testkit.ts'
import { HTTP1_BODY_CASES } from '../services/prober/faults/http/http1-body-cases.testkit.ts'
import { HTTP1_ERROR_CASES } from '../services/prober/faults/http/http1-error-cases.testkit.ts'
import { HTTP1_HEAD_CASES } from '../services/prober/faults/http/http1-head-cases.testkit.ts'
import { HTTP2_CASES } from '../services/prober/faults/http/http2-cases.testkit.ts'
import { HTTPS_CASES } from '../services/prober/faults/http/https-cases.testkit.ts'
import { makeIdentities } from '../services/prober/probes/identities.testkit.ts'

const HELP = `Asks curl, blackbox_exporter and Chromium about every fault of HTTP, and writes what they say beside the cases.

  node bench/fault-peers.ts          ten minutes; needs curl, prometheus-blackbox-exporter and chromium
  node bench/fault-peers.ts --new    only about cases that the file lacks

Each has two seconds for an answer.
`

const CASES = [...HTTP1_HEAD_CASES, ...HTTP1_BODY_CASES, ...HTTP1_ERROR_CASES, ...HTTPS_CASES, ...HTTP2_CASES]
const FILE = 'services/prober/faults/testdata/peers.json'
const AT_ONCE = 3
/** Another one than the ports of a stack that runs on this machine. */
const BLACKBOX = '127.0.0.1:19315'

/** The output and the errors of a program, and its exit code. */
function run(command: string, args: readonly string[]): Promise<{ code: number; text: string; errors: string }> {
  return new Promise(resolve =>
    execFile(command, args, { timeout: 8000, killSignal: 'SIGKILL' }, (error, text, errors) =>
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, text, errors }),
    ),
  )
}

/** The URL of a target; its name is in its certificate. */
function urlOf({ port, route }: FaultTarget): string {
  return `${route?.isSecure ? 'https' : 'http'}://app.test:${port}/`
}

const isHead = ({ probe }: FaultTarget): boolean => probe?.request?.method === 'HEAD'

async function askCurl(target: FaultTarget, ca: string): Promise<string> {
  const more = [
    ...(isHead(target) ? ['--head'] : []),
    ...(target.probe?.request?.httpVersion === '2' ? ['--http2'] : []),
  ]
  const to = ['--noproxy', '*', '--cacert', ca, '--connect-to', `::127.0.0.1:${target.port}`]
  const args = ['-sS', '-m', '2', '--compressed', '-o', '/dev/null', '-w', '%{http_code}', ...to, ...more]
  const { code, text } = await run('curl', [...args, urlOf(target)])
  return code === 0 ? text : `${code}`
}

async function askBlackbox(target: FaultTarget): Promise<string> {
  const module = isHead(target) ? 'head' : 'get'
  const query = new URLSearchParams({ debug: 'true', module, target: urlOf(target), hostname: 'app.test' })
  query.set('target', urlOf(target).replace('app.test', '127.0.0.1'))
  const signal = AbortSignal.timeout(10_000)
  const text = await fetch(`http://${BLACKBOX}/probe?${query}`, { signal }).then(
    answer => answer.text(),
    () => undefined,
  )
  // Nothing but its own deadline ends the request here, which is one of two seconds.
  if (text === undefined) return 'does not end'
  if (/^probe_success 1/m.test(text)) return 'good'
  const messages = text.split('\n').filter(line => /level=(error|info|ERROR|INFO)/.test(line))
  const error = messages.map(line => /err="((?:[^"\\]|\\.)*)"/.exec(line)?.[1]).find(found => found !== undefined)
  const short = error
    ?.replace(/\\?"/g, '')
    .replace(/^(Get|Head) \S+: /, '')
    .replace(/127\.0\.0\.1:\d+/g, 'ADDRESS')
  return short?.slice(0, 120) ?? `status ${/^probe_http_status_code (\d+)/m.exec(text)?.[1] ?? 0}`
}

async function askChromium(target: FaultTarget, profile: string): Promise<string> {
  // A browser asks by GET.
  if (isHead(target)) return 'not asked'
  const log = `${profile}.json`
  const args = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${profile}`, '--timeout=2000']
  const to = ['--ignore-certificate-errors', '--host-resolver-rules=MAP * 127.0.0.1', `--log-net-log=${log}`]
  const { code, text } = await run('chromium', [...args, ...to, '--dump-dom', urlOf(target)])
  // One that was killed has left half a log.
  if (code !== 0) return 'does not end'
  const error = await netError(log, urlOf(target))
  return error ?? (text.replace(/<[^>]*>/g, '').trim() === '' ? 'shows nothing' : 'shows it')
}

interface NetLog {
  readonly constants: { readonly netError: Readonly<Record<string, number>> }
  readonly events: readonly {
    readonly source: { readonly id: number }
    readonly params?: { readonly url?: string; readonly net_error?: number }
  }[]
}

/** The last error of the requests for a URL, by Chromium's log of its network; what it ends itself at the end is none. */
async function netError(log: string, url: string): Promise<string | undefined> {
  const { constants, events }: NetLog = JSON.parse(await readFile(log, 'utf8'))
  const ours = new Set(events.filter(({ params }) => params?.url === url).map(({ source }) => source.id))
  const errors = events.flatMap(({ source, params }) => (ours.has(source.id) ? (params?.net_error ?? []) : []))
  const last = errors.findLast(
    code => code < 0 && code !== constants.netError.ERR_ABORTED && code !== constants.netError.ERR_IO_PENDING,
  )
  return Object.entries(constants.netError).find(([, code]) => code === last)?.[0]
}

async function ask(
  fault: FaultCase,
  folder: string,
  worker: number,
  kit: Parameters<FaultCase['serve']>[0],
): Promise<Peers> {
  const target = await fault.serve(kit)
  try {
    const curl = await askCurl(target, path.join(folder, 'ca.pem'))
    const blackbox = await askBlackbox(target)
    return { curl, blackbox, browser: await askChromium(target, path.join(folder, `profile-${worker}`)) }
  } finally {
    await target.close()
  }
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(HELP)
    return
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'leadline-peers-'))
  const identities = await makeIdentities()
  await writeFile(path.join(folder, 'ca.pem'), identities.ca)
  const tls = { ca_file: path.join(folder, 'ca.pem'), server_name: 'app.test' }
  const moduleOf = (method: string) => ({
    prober: 'http',
    timeout: '2s',
    http: { method, tls_config: tls, follow_redirects: false },
  })
  await writeFile(
    path.join(folder, 'blackbox.yml'),
    JSON.stringify({ modules: { get: moduleOf('GET'), head: moduleOf('HEAD') } }),
  )
  const args = [`--config.file=${path.join(folder, 'blackbox.yml')}`, `--web.listen-address=${BLACKBOX}`]
  const blackbox = spawn('prometheus-blackbox-exporter', args, { stdio: 'ignore' })
  await sleep(1500)
  const known: Record<string, Peers> = JSON.parse(await readFile(FILE, 'utf8'))
  const found: Record<string, Peers> = process.argv.includes('--new') ? known : {}
  const waiting = CASES.filter(({ name }) => found[name] === undefined)
  const work = async (worker: number): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      found[next.name] = await ask(next, folder, worker, { identities })
      process.stdout.write(`${next.name}: ${JSON.stringify(found[next.name])}\n`)
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, worker) => work(worker)))
    const sorted = Object.fromEntries(CASES.flatMap(({ name }) => (found[name] ? [[name, found[name]]] : [])))
    await writeFile(FILE, `${JSON.stringify(sorted, undefined, 1)}\n`)
  } finally {
    blackbox.kill()
    // Chromium's processes are slow to end.
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 })
  }
}

await main()
process.exit(0)
