import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { describeError } from '../lib/describe-error.ts'
import { milliseconds } from '../lib/duration.ts'
import { seededRandom } from '../lib/seeded-random.ts'
import type { Sample } from '../services/prober/core/judge/sample.ts'
import { issue } from '../services/prober/faults/certificates.testkit.ts'
import { answerTo, labels, serveDnsPackets, TYPE } from '../services/prober/faults/dns-server.testkit.ts'
import { catchStrays } from '../services/prober/guard/strays.ts'
import type { TestServer } from '../services/prober/probes/fault-servers.testkit.ts'
import { exampleProbe, exampleRoute } from '../services/prober/probes/probe.testkit.ts'
import { runProbe } from '../services/prober/probes/run-probe.ts'
import { peerCertificate } from '../services/prober/sockets/tls/certificate.ts'
import { mutateBytes } from './mutate-bytes.ts'

/** One answer that the prober handled wrongly. */
interface TargetFailure {
  readonly seed: number
  readonly kind: Kind
  readonly problem: string
}

/** What targets send: every second answer is HTTP, and DNS packets and certificates share the rest. */
const KINDS = ['http', 'dns', 'http', 'certificate'] as const
type Kind = (typeof KINDS)[number]

/** Short, for some of the answers never end. */
const DEADLINE = milliseconds(250)
/** Probes at once. */
const AT_ONCE = 48
/** A probe that ends so much after its deadline has not kept it; 48 of them share a thread here. */
const SLACK_SECONDS = 1

const answer = (head: string, body: string | Buffer = ''): Buffer =>
  Buffer.concat([Buffer.from(head.replaceAll('\n', '\r\n'), 'latin1'), Buffer.from(body)])
const ZIPPED = gzipSync('{"status":"fine","items":[1,2,3]}'.repeat(20))

/** Answers as good servers send them, from which mutations start. */
const HTTP_ANSWERS: readonly Buffer[] = [
  answer('HTTP/1.1 200 OK\ncontent-length: 17\ncontent-type: application/json\n\n', '{"status":"fine"}'),
  answer('HTTP/1.1 200 OK\ntransfer-encoding: chunked\n\n', '4;a=b\r\nfine\r\n2\r\nok\r\n0\r\ntrailer: x\r\n\r\n'),
  answer('HTTP/1.1 200 OK\nconnection: close\n\n', 'until the end'),
  answer('HTTP/1.0 200 OK\n\n', 'old'),
  answer(`HTTP/1.1 200 OK\ncontent-encoding: gzip\ncontent-length: ${ZIPPED.length}\n\n`, ZIPPED),
  answer('HTTP/1.1 103 Early Hints\nlink: </a>\n\nHTTP/1.1 200 OK\ncontent-length: 2\n\n', 'ok'),
  answer('HTTP/1.1 302 Found\nlocation: /next?a=%20b\nset-cookie: a=b; Path=/; Max-Age=9\ncontent-length: 0\n\n'),
  answer('HTTP/1.1 503 Service Unavailable\nretry-after: 3\nx-served-by: app\ncontent-length: 4\n\n', 'busy'),
  answer('HTTP/1.1 204 No Content\nkeep-alive: timeout=5\n\n'),
]

/** Probes that look at answers in different ways. */
const PROBES = [
  exampleProbe(),
  exampleProbe({ expect: { maxBodyBytes: 64 } }),
  exampleProbe({ request: { method: 'HEAD' } }),
]
const DNS_PROBE = exampleProbe({ kind: 'dns', query: { name: 'app.test', type: 'A' } })
const AUTHORITY = issue({ commonName: 'Fuzz CA', isAuthority: true })
const CERTIFICATE = issue({ commonName: 'app.test', names: ['app.test', '10.0.0.7'] }, AUTHORITY).der

/** Runs so many mutated answers through the prober; every exception of its own and every deadline not kept is a failure. */
export async function fuzzTargets(
  count: number,
  firstSeed: number,
  onProgress: (done: number) => void = () => {},
): Promise<readonly TargetFailure[]> {
  const failures: TargetFailure[] = []
  const stop = catchStrays(({ error }) => failures.push({ seed: -1, kind: 'http', problem: describeError(error) }))
  const http = await serveMutatedHttp()
  const dns = await serveMutatedDns()
  let next = firstSeed
  const work = async (): Promise<void> => {
    while (next < firstSeed + count) {
      const seed = next++
      const kind = KINDS[seed % KINDS.length] ?? 'http'
      const problem = kind === 'certificate' ? certificateProblem(seed) : await sampleProblem(kind, seed, { http, dns })
      if (problem !== undefined) failures.push({ seed, kind, problem })
      if (seed % 1000 === 999) onProgress(seed - firstSeed + 1)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  http.close()
  await dns.close()
  stop()
  return failures
}

interface Targets {
  readonly http: { readonly port: number }
  readonly dns: { readonly port: number }
}

/** The seed travels in the path and in the name asked for, so that the target answers each probe by its own. */
async function sampleProblem(kind: 'http' | 'dns', seed: number, { http, dns }: Targets): Promise<string | undefined> {
  const isHttp = kind === 'http'
  const base = isHttp ? (PROBES[seed % PROBES.length] ?? exampleProbe()) : DNS_PROBE
  const probe = isHttp ? base : { ...base, query: { name: `${seed}.app.test`, type: 'A' as const } }
  const route = isHttp
    ? exampleRoute(http.port, { target: `/${seed}` })
    : exampleRoute(0, { host: '', resolver: `127.0.0.1:${dns.port}` })
  const now = performance.timeOrigin + performance.now()
  return problemWith(
    await runProbe({ probe, route, role: 'slot', slotSteady: now, slotNumber: seed, timeout: DEADLINE }),
  )
}

function problemWith({ invalid, observation, stack }: Sample): string | undefined {
  if (invalid === 'self_error') return `an exception of the prober's own: ${stack ?? observation.failure?.detail}`
  const late = observation.durationSeconds - DEADLINE / 1000
  return late > SLACK_SECONDS ? `ended ${late.toFixed(2)} s after its deadline` : undefined
}

/** Reads a mutated certificate as a handshake would hand it over; most are refused by OpenSSL before that. */
function certificateProblem(seed: number): string | undefined {
  let leaf: X509Certificate
  try {
    leaf = new X509Certificate(mutateBytes(CERTIFICATE, seededRandom(seed)))
  } catch {
    return undefined
  }
  const socket = {
    authorizationError: null,
    alpnProtocol: false,
    ssl: { getPeerCertificate: () => leaf },
    getProtocol: () => 'TLSv1.3',
    getCipher: () => ({ name: 'TLS_AES_256_GCM_SHA384' }),
  } as unknown as TLSSocket
  try {
    const trust = { context: { context: {} }, authorities: [new X509Certificate(AUTHORITY.der)] }
    const seen = peerCertificate(socket, 'app.test', trust)
    const isWhole = Number.isFinite(seen?.notAfter) && Number.isFinite(seen?.chainNotAfter)
    return isWhole ? undefined : `an end of ${seen?.notAfter} and ${seen?.chainNotAfter}`
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
}

async function serveMutatedHttp(): Promise<{ readonly port: number; close(): void }> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.once('data', request => {
      const seed = Number(/^\w+ \/(\d+)/.exec(request.toString('latin1'))?.[1] ?? 0)
      const random = seededRandom(seed)
      socket.write(mutateBytes(HTTP_ANSWERS[Math.floor(random() * HTTP_ANSWERS.length)] ?? Buffer.alloc(0), random))
      const end = random()
      if (end < 0.7) socket.end()
      else if (end < 0.9) setImmediate(() => socket.resetAndDestroy())
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = (): void => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return { port: (server.address() as AddressInfo).port, close }
}

function serveMutatedDns(): Promise<TestServer> {
  return serveDnsPackets((query, send) => {
    const { bytes } = query
    const seed = Number.parseInt(bytes.subarray(13, 13 + (bytes[12] ?? 0)).toString('latin1'), 10) || 0
    const records = [
      { type: TYPE.CNAME, data: labels('other.app.test') },
      { owner: 'other.app.test', type: TYPE.A, data: Buffer.from([127, 0, 0, 1]) },
    ]
    send(mutateBytes(answerTo(query, { answers: records.slice(seed % 2) }), seededRandom(seed)))
  })
}

if (import.meta.main) {
  const count = Number(process.argv[2] ?? 100_000)
  const failures = await fuzzTargets(count, Number(process.argv[3] ?? 0), done =>
    process.stderr.write(`\r${done} of ${count}`),
  )
  process.stderr.write('\n')
  for (const { seed, kind, problem } of failures.slice(0, 20))
    process.stdout.write(`seed ${seed} (${kind}): ${problem}\n`)
  process.stdout.write(`${count} answers, ${failures.length} failures\n`)
  process.exitCode = failures.length === 0 ? 0 : 1
}
