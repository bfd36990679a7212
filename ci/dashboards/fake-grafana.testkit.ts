import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { ask } from '../../adapters/http.ts'
import { seconds } from '../../lib/duration.ts'
import { FAKE_ROUTES, type FakeRights, type FakeState, type Reply } from './fake-grafana-routes.testkit.ts'

/** A fake of the part of Grafana's HTTP API that we use, with a script of what goes wrong. It is not Grafana. */
export interface FakeGrafana extends FakeState {
  readonly url: string
  /** Every request that changes something, as `METHOD path`. */
  readonly writes: string[]
  readonly stop: () => Promise<void>
}

/** Replaces the fake's answer to a request; undefined leaves it. */
export type Script = (method: string, path: string, body: unknown) => ScriptedAnswer | undefined

export interface ScriptedAnswer {
  readonly status: number
  readonly message?: string
  /** Served as it is, instead of JSON with the message. */
  readonly page?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Whether the request is carried out nevertheless, as when a proxy loses the answer. */
  readonly isDone?: boolean
}

export interface FakeOptions {
  readonly script?: Script
  /** The path under which it is served, such as `/grafana`. */
  readonly path?: string
  /** The Prometheus behind the data source; without it, each query has one series. */
  readonly prometheusUrl?: string
}

/** Tokens by their permissions. */
export const TOKENS = { editor: 'glsa_editor', folderEditor: 'glsa_folder', viewer: 'glsa_viewer' } as const

const RIGHTS: Readonly<Record<string, FakeRights>> = {
  [TOKENS.editor]: { edits: 'all' },
  [TOKENS.folderEditor]: { edits: 'folder', uid: 'leadline' },
  [TOKENS.viewer]: { edits: 'nothing' },
}

const PROXY = /^\/api\/datasources\/proxy\/uid\/([^/]+)(\/.*)$/

/** Starts the fake on a free port. */
export async function startFakeGrafana(options: FakeOptions = {}): Promise<FakeGrafana> {
  const state: FakeState = { boards: new Map(), folders: new Map() }
  const writes: string[] = []
  const server = createServer((request, response) => {
    answer(request, response, state, writes, options).catch(error => response.writeHead(500).end(String(error)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The fake got no port')
  return {
    ...state,
    url: `http://127.0.0.1:${address.port}${options.path ?? ''}`,
    writes,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  state: FakeState,
  writes: string[],
  { script, path: base = '', prometheusUrl }: FakeOptions,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://fake')
  const body = await bodyOf(request)
  const send = ([status, content]: Reply) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content))
  if (!url.pathname.startsWith(`${base}/api/`)) {
    response.writeHead(404).end('<html><title>404 Not Found</title></html>')
    return
  }
  const path = url.pathname.slice(base.length)
  const method = request.method ?? 'GET'
  const rights = RIGHTS[request.headers.authorization?.replace('Bearer ', '') ?? '']
  if (rights === undefined) return void send([401, { message: 'Invalid API key' }])
  const scripted = script?.(method, path, body)
  const [, dataSource, rest = ''] = PROXY.exec(path) ?? []
  if (method !== 'GET' && (scripted === undefined || scripted.isDone)) writes.push(`${method} ${path}`)
  const reply = (): Reply => {
    const [, pattern, handle] = FAKE_ROUTES.find(route => route[0] === method && route[1].test(path)) ?? []
    if (pattern === undefined || handle === undefined) return [404, { message: 'Not found' }]
    return handle({ state, rights, query: url.searchParams, body }, pattern.exec(path)?.[1] ?? '')
  }
  if (scripted !== undefined) {
    if (scripted.isDone) reply()
    const { status, message, page = JSON.stringify({ message }), headers } = scripted
    response.writeHead(status, headers).end(page)
  } else if (dataSource === undefined) send(reply())
  else if (dataSource !== 'prometheus') send([404, { message: 'Unable to find datasource' }])
  else send(prometheusUrl === undefined ? oneSeries(rest) : await handOn(new URL(rest + url.search, prometheusUrl)))
}

function oneSeries(path: string): Reply {
  if (path.endsWith('/values')) return [200, { status: 'success', data: ['home'] }]
  const isRange = path.endsWith('/query_range')
  const result = [{ metric: {}, ...(isRange ? { values: [[0, '1']] } : { value: [0, '1'] }) }]
  return [200, { status: 'success', data: { resultType: isRange ? 'matrix' : 'vector', result } }]
}

async function handOn(url: URL): Promise<Reply> {
  const answered = await ask(url, { timeout: seconds(20), signal: new AbortController().signal })
  return answered.kind === 'answered' ? [answered.status, JSON.parse(answered.text)] : [502, {}]
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text === '' ? undefined : JSON.parse(text)
}
