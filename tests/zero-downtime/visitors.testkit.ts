import { once } from 'node:events'
import { Agent, request } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestEdge } from '../../services/edge/edge.testkit.ts'

/** A request that visitors send again and again. */
export interface Visit {
  readonly host: string
  readonly method: 'GET' | 'POST'
  readonly path: string
}

/** A visit without the answer of the app, and what came instead. */
interface Lost {
  readonly method: Visit['method']
  readonly instead: string
}

export interface Visitors {
  readonly answered: Readonly<Record<Visit['method'], number>>
  readonly lost: readonly Lost[]
  /** Sends no more; resolves when every visit has its answer. */
  leave(): Promise<void>
}

const A_SECOND = 200
const TICK_MS = 5
/** Each comes a few times a second, with every kind of visit in turn. */
const ADDRESSES = 41
/** Of each address to each host, as browsers open them; on a busy machine visits wait for one. */
const CONNECTIONS = 4
/** Waiting for longer, a person has left. */
const PATIENCE_MS = 20_000

/** Visits the edge two hundred times a second, however slowly it answers, from addresses of their own in 127.1.0.0/24. */
export function startVisitors(edge: TestEdge, visits: readonly Visit[]): Visitors {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, ca: edge.ca })
  const answered = { GET: 0, POST: 0 }
  const lost: Lost[] = []
  const open = new Set<Promise<void>>()
  const visit = async (count: number): Promise<void> => {
    const { host, method, path } = visits[count % visits.length] as Visit
    const localAddress = `127.1.0.${1 + (count % ADDRESSES)}`
    const body = method === 'POST' ? `order ${count}` : undefined
    try {
      const instead = await ask(edge, agent, { host, method, path, localAddress, body })
      if (instead === undefined) answered[method] += 1
      else lost.push({ method, instead })
    } catch (error) {
      lost.push({ method, instead: String(error) })
    }
  }
  const began = performance.now()
  let sent = 0
  const ticking = setInterval(() => {
    for (const due = ((performance.now() - began) * A_SECOND) / 1000; sent < due; sent++) {
      const visiting = visit(sent).finally(() => open.delete(visiting))
      open.add(visiting)
    }
  }, TICK_MS)
  return {
    answered,
    lost,
    async leave() {
      clearInterval(ticking)
      await Promise.all(open)
      agent.destroy()
    },
  }
}

interface Asked extends Visit {
  readonly localAddress: string
  readonly body: string | undefined
}

/** What came instead of the app's answer, which says again what was sent; undefined when that came. */
async function ask(edge: TestEdge, agent: Agent, { host, body, ...asked }: Asked): Promise<string | undefined> {
  const outgoing = request({
    ...asked,
    host: '127.0.0.1',
    port: edge.httpsPort,
    servername: host,
    headers: { host },
    agent,
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  outgoing.end(body)
  const [response] = await once(outgoing, 'response')
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += chunk
  const isApps = response.statusCode === 200 && response.headers['x-served-by'] === 'app'
  if (isApps && (body === undefined || text === body)) return undefined
  return `${response.statusCode} of ${response.headers['x-served-by']}`
}

/** Resolves once visitors have been answered so often. */
export async function untilAnswered({ answered }: Visitors, count: number): Promise<void> {
  while (answered.GET + answered.POST < count) await sleep(TICK_MS)
}
