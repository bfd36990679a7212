import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { at, listAt, textAt } from '../../dashboards/lint/json.ts'

/** A fake of the part of Grafana's HTTP API that we use, with a script of what goes wrong. It is not Grafana. */
export interface FakeGrafana {
  readonly url: string
  readonly boards: Map<string, { json: Record<string, unknown>; folderUid: string }>
  /** Every request that changes something, as `METHOD path`. */
  readonly writes: string[]
  readonly stop: () => Promise<void>
}

/** What the fake answers instead of doing as it is told; undefined lets it do so. */
export type Script = (method: string, path: string, body: unknown) => { status: number; message: string } | undefined

interface State {
  readonly boards: FakeGrafana['boards']
  readonly folders: Set<string>
}

type Reply = readonly [status: number, content: unknown]

export const FAKE_TOKEN = 'glsa_fake'

/** Starts the fake on a free port. */
export async function startFakeGrafana(script: Script = () => undefined): Promise<FakeGrafana> {
  const boards: FakeGrafana['boards'] = new Map()
  const writes: string[] = []
  const folders = new Set<string>()
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://fake').pathname
    const method = request.method ?? 'GET'
    const body = await bodyOf(request)
    const answer = ([status, content]: Reply) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content))
    }
    const scripted = script(method, path, body)
    if (request.headers.authorization !== `Bearer ${FAKE_TOKEN}`) answer([401, { message: 'Unauthorized' }])
    else if (scripted !== undefined) answer([scripted.status, { message: scripted.message }])
    else {
      if (method !== 'GET' && !path.includes('/proxy/')) writes.push(`${method} ${path}`)
      answer(route({ boards, folders }, method, path, new URL(request.url ?? '/', 'http://fake').searchParams, body))
    }
  })

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The fake got no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    boards,
    writes,
    stop: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}

/** What Grafana would do and answer. */
function route(state: State, method: string, path: string, query: URLSearchParams, body: unknown): Reply {
  const { boards, folders } = state
  const uid = /^\/api\/dashboards\/uid\/(.+)$/.exec(path)?.[1]
  if (path.includes('/proxy/uid/prometheus/')) {
    return [200, { status: 'success', data: path.endsWith('/values') ? [] : { resultType: 'vector', result: [] } }]
  }
  if (path === '/api/search') return [200, found(state, query)]
  if (path === '/api/folders') {
    folders.add(textAt(body, 'uid'))
    return [200, body]
  }
  if (path.startsWith('/api/folders/')) return folders.has(path.slice(13)) ? [200, {}] : [404, {}]
  if (path === '/api/dashboards/db') {
    const json = { ...Object(at(body, 'dashboard')), id: boards.size + 1, version: 2 }
    boards.set(textAt(json, 'uid'), { json, folderUid: textAt(body, 'folderUid') })
    return [200, { status: 'success' }]
  }
  if (uid === undefined) return [404, { message: 'Not found' }]
  const board = boards.get(uid)
  if (board === undefined) return [404, { message: 'Dashboard not found' }]
  if (method === 'DELETE') boards.delete(uid)
  return [200, { dashboard: board.json, meta: { folderUid: board.folderUid } }]
}

function found({ boards }: State, query: URLSearchParams): readonly { uid: string }[] {
  const tag = query.get('tag')
  const folder = query.get('folderUIDs')
  return [...boards]
    .filter(
      ([, { json, folderUid }]) =>
        (tag === null || listAt(json, 'tags').includes(tag)) && (folder === null || folderUid === folder),
    )
    .map(([uid]) => ({ uid }))
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text === '' ? undefined : JSON.parse(text)
}
