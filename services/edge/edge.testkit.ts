import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import { request } from 'node:https'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connect as connectTls } from 'node:tls'
import { ensureCertificates } from '../../adapters/certificates.ts'
import { freePorts } from '../../adapters/processes/ports.ts'
import { type RunningProgram, startNginx } from '../../tests/running-program.testkit.ts'
import { type EdgeServer, type EdgeSite, HIDDEN_PATHS } from './core/edge-site.ts'
import { renderEdgeSite } from './core/render-edge.ts'

export const SITE_HOST = 'web.localhost'
const ALL_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']
const SERVER_NAMES = [SITE_HOST, 'localhost', '127.0.0.1']

/** A real Nginx that runs the edge's site, with certificates of its own, in a folder that is removed with it. */
export interface TestEdge {
  readonly httpsPort: number
  readonly httpPort: number
  readonly statusPort: number
  readonly ca: string
  /** The access log's lines so far, whole lines only, as bytes. */
  log(): Promise<readonly Buffer[]>
  /** Nginx' own warnings and errors. */
  output(): Promise<string>
  stop(): Promise<void>
}

/** A program behind the edge that takes every method, with what a test says of it. */
export function program(name: string, { host = '', hosts = [host], ...more }: Partial<EdgeServer>): EdgeServer {
  const plain = {
    methods: ALL_METHODS,
    maxBody: '1m',
    hiddenPaths: HIDDEN_PATHS,
    isLanOnly: false,
    hasStreams: false,
    isUnsigned: false,
  }
  return { name, host, hosts, ...plain, ...more }
}

/** What a test changes of the site, and of the one program behind it. */
type EdgeChoices = Partial<
  Pick<EdgeSite, 'refusesUnknownNames' | 'watchers' | 'lan' | 'servers' | 'plainFile'> &
    Pick<EdgeServer, 'methods' | 'hasStreams' | 'isUnsigned'>
>

/** Starts an edge in front of these ingress nodes; its configuration may be rewritten first. */
export async function startEdge(
  ingressServers: readonly string[],
  choices: EdgeChoices = {},
  rewrite: (site: string) => string = site => site,
): Promise<TestEdge> {
  // The blank is on purpose: people keep repositories in folders that have one.
  const folder = await mkdtemp(path.join(tmpdir(), 'leadline edge-'))
  const [httpsPort = 0, httpPort = 0, statusPort = 0] = await freePorts(3)
  const allHosts = choices.servers?.flatMap(({ hosts }) => hosts) ?? SERVER_NAMES
  const certificates = await ensureCertificates(path.join(folder, 'certificates'), allHosts, new Date())
  const accessLog = path.join(folder, 'access.json')
  const { methods = ALL_METHODS, hasStreams = false, isUnsigned = false, ...others } = choices
  const server = program('site', { host: SITE_HOST, hosts: SERVER_NAMES, methods, hasStreams, isUnsigned })
  const site = renderEdgeSite(await readFile(path.join(import.meta.dirname, 'edge.conf.template'), 'utf8'), {
    servers: [server],
    httpsListen: [`127.0.0.1:${httpsPort}`],
    httpListen: [`127.0.0.1:${httpPort}`],
    statusListen: `127.0.0.1:${statusPort}`,
    publicHttpsPort: httpsPort,
    lan: [],
    watchers: [],
    ingressServers,
    certificateFile: certificates.certificateFile,
    keyFile: certificates.keyFile,
    plainFile: undefined,
    accessLog,
    nginxVersion: '1.22.1',
    refusesUnknownNames: false,
    ...others,
  })
  const nginx: RunningProgram = await startNginx(folder, rewrite(site), `http://127.0.0.1:${statusPort}/stub_status`)
  return {
    httpsPort,
    httpPort,
    statusPort,
    ca: await readFile(certificates.caFile, 'utf8'),
    log: async () => splitLines(await readFile(accessLog)),
    output: () => readFile(path.join(folder, 'output.log'), 'utf8'),
    stop: async () => {
      await nginx.stop()
      await rm(folder, { recursive: true })
    },
  }
}

function splitLines(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = []
  for (let start = 0, end = bytes.indexOf(10); end >= 0; start = end + 1, end = bytes.indexOf(10, start)) {
    lines.push(bytes.subarray(start, end))
  }
  return lines
}

export interface Question {
  readonly path?: string
  readonly method?: string
  readonly host?: string
  readonly servername?: string
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly body?: string
  /** Another client address; the whole of 127/8 is this machine. */
  readonly from?: string
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly body: string
}

/** One request to an edge over verified TLS, on a connection of its own. Rejects when there is no answer. */
export async function ask(edge: TestEdge, question: Question = {}): Promise<Answer> {
  const outgoing = request({
    host: '127.0.0.1',
    port: edge.httpsPort,
    ca: edge.ca,
    servername: question.servername ?? SITE_HOST,
    path: question.path ?? '/',
    method: question.method ?? 'GET',
    headers: { host: question.host ?? SITE_HOST, ...question.headers },
    agent: false,
    ...(question.from === undefined ? {} : { localAddress: question.from }),
  })
  // An edge may refuse a body before it has all of it; the answer is what counts then.
  const answered = once(outgoing, 'response')
  outgoing.on('error', () => undefined)
  outgoing.end(question.body)
  const [response] = await answered
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return {
    status: response.statusCode,
    headers: response.headers,
    rawHeaders: response.rawHeaders,
    body: Buffer.concat(chunks).toString(),
  }
}

/** Sends bytes as they are over TLS and returns what comes back until the edge closes. */
export async function sendBytes(edge: TestEdge, bytes: string | Buffer): Promise<string> {
  const socket = connectTls({ host: '127.0.0.1', port: edge.httpsPort, ca: edge.ca, servername: SITE_HOST })
  return converse(socket, bytes)
}

/** The same without TLS, to the port for plain HTTP. */
export async function sendPlainBytes(edge: TestEdge, bytes: string): Promise<string> {
  return converse(connectTcp({ host: '127.0.0.1', port: edge.httpPort }), bytes)
}

async function converse(socket: ReturnType<typeof connectTcp>, bytes: string | Buffer): Promise<string> {
  let text = ''
  socket.setEncoding('latin1').on('data', chunk => {
    text += chunk
  })
  socket.write(bytes)
  await once(socket, 'close')
  return text
}
