// Runs in the pod of a drill, by itself: its text stands in the pod's command, so that it imports nothing of ours.
import fs from 'node:fs'
import http from 'node:http'
import https from 'node:https'

/** One object that is changed, and put back: merge patches of the same fields. */
interface Change {
  readonly path: string
  readonly broken: unknown
  readonly healed: unknown
}

/** What the pod does. */
type Plan =
  /** Takes memory until the kernel ends it. */
  | { readonly does: 'fill-memory' }
  /** Ends with an error soon after each start. */
  | { readonly does: 'end' }
  /** Writes to a small volume until that is full, as a program that does not look after its disk. */
  | { readonly does: 'fill-volume'; readonly folder: string }
  /** Changes objects, and puts them back when it is ended, or when no one has renewed it for a while. */
  | {
      readonly does: 'change'
      readonly changes: readonly Change[]
      /** Pods to be evicted after that; their policies and budgets are obeyed. */
      readonly evicts?: { readonly namespace: string; readonly query: string }
      /** The Job of this pod, whose annotation is another one after each renewal. */
      readonly job: string
      readonly renewal: string
      readonly leaseSeconds: number
      /** Where it says whether everything is broken. */
      readonly readyPort: number
      /** The object that owns all others of the drill: it goes last. */
      readonly owner: string
    }

const SECOND_MS = 1000
const ACCOUNT = process.env.ACCOUNT ?? '/var/run/secrets/kubernetes.io/serviceaccount'
const MERGE = 'application/merge-patch+json'
const [TOO_MANY, NOT_FOUND] = [429, 404]
/** Rights and network policies of the drill may reach the parts of the cluster a moment after its pod. */
const TRIES = 30

const plan = JSON.parse(process.env.PLAN ?? '') as Plan
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

interface Answer {
  readonly status: number
  readonly text: string
}

/** One request to the API server, as the account of this pod. */
function send(method: string, path: string, body?: unknown, type = 'application/json'): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const options = {
    host: process.env.KUBERNETES_SERVICE_HOST,
    port: process.env.KUBERNETES_SERVICE_PORT,
    path,
    method,
    timeout: 5 * SECOND_MS,
    ca: fs.readFileSync(`${ACCOUNT}/ca.crt`),
    headers: {
      authorization: `Bearer ${fs.readFileSync(`${ACCOUNT}/token`, 'utf8').trim()}`,
      'content-type': type,
    },
  }
  const request = https.request(options, response => {
    let text = ''
    response.setEncoding('utf8')
    response.on('data', chunk => {
      text += chunk
    })
    response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    response.on('error', reject)
  })
  request.on('timeout', () => request.destroy(new Error('no answer in time')))
  request.on('error', reject)
  request.end(body === undefined ? undefined : JSON.stringify(body))
  return promise
}

/** Sends until it is accepted; rejects with the last reason. */
async function insist(method: string, path: string, body?: unknown, type?: string): Promise<Answer> {
  for (let left = TRIES; ; left -= 1) {
    const answer = await send(method, path, body, type).catch(error => ({ status: 0, text: String(error) }))
    const isGone = answer.status === NOT_FOUND && method !== 'PATCH'
    if ((answer.status >= 200 && answer.status < 300) || isGone) return answer
    if (left === 0) throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 300)}`)
    await pause(SECOND_MS)
  }
}

type Changing = Extract<Plan, { readonly does: 'change' }>

let isEnding = false
let isHealing = false

async function heal({ changes, owner }: Changing): Promise<void> {
  if (isHealing) return
  isHealing = true
  for (const { path, healed } of [...changes].reverse()) await insist('PATCH', path, healed, MERGE)
  process.stdout.write('healed\n')
  await insist('DELETE', `${owner}?propagationPolicy=Background`)
  process.exit(0)
}

/** Asks for the end of pods, one after the other, as far as their disruption budget lets it. */
async function evict({ namespace, query }: NonNullable<Changing['evicts']>): Promise<void> {
  const pods = `/api/v1/namespaces/${namespace}/pods`
  const { text } = await insist('GET', `${pods}?${query}`)
  for (const { metadata } of JSON.parse(text).items) {
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: metadata.name, namespace } }
    for (;;) {
      if (isEnding) return
      const { status } = await send('POST', `${pods}/${metadata.name}/eviction`, eviction).catch(() => ({ status: 0 }))
      if (status !== TOO_MANY && status !== 0) break
      await pause(SECOND_MS)
    }
  }
}

async function change(given: Changing): Promise<void> {
  process.on('SIGTERM', () => {
    isEnding = true
    void heal(given)
  })
  let isBroken = false
  http.createServer((_, response) => response.writeHead(isBroken ? 200 : 503).end()).listen(given.readyPort)
  const abandoned = abandonment(given)
  for (const { path, broken } of given.changes) await insist('PATCH', path, broken, MERGE)
  if (given.evicts !== undefined) await evict(given.evicts)
  isBroken = true
  process.stdout.write('broken\n')
  await abandoned
  await heal(given)
}

/** Resolves when the drill was not renewed for so long; a renewal is told by its change, so that no two clocks are compared. */
async function abandonment({ job, renewal, leaseSeconds }: Changing): Promise<void> {
  let last: unknown
  let renewedAt = performance.now()
  while (!isEnding && performance.now() - renewedAt < leaseSeconds * SECOND_MS) {
    await pause(2 * SECOND_MS)
    const { status, text } = await send('GET', job).catch(() => ({ status: 0, text: '' }))
    if (status !== 200) continue
    const next = JSON.parse(text).metadata.annotations?.[renewal]
    if (next !== last) renewedAt = performance.now()
    last = next
  }
  isEnding = true
}

async function fillMemory(): Promise<void> {
  const taken: Buffer[] = []
  for (;;) {
    // A page that is not written is not taken.
    taken.push(Buffer.alloc(4 << 20, taken.length + 1))
    await pause(50)
  }
}

async function end(): Promise<void> {
  await pause(SECOND_MS)
  throw new Error('a drill ends this program on purpose')
}

async function fillVolume(folder: string): Promise<void> {
  const piece = Buffer.alloc(1 << 20, 1)
  for (;;) {
    fs.appendFileSync(`${folder}/data`, piece)
    await pause(100)
  }
}

const DEEDS = {
  'fill-memory': fillMemory,
  end,
  'fill-volume': () => fillVolume((plan as Extract<Plan, { readonly does: 'fill-volume' }>).folder),
  change: () => change(plan as Changing),
}

await DEEDS[plan.does]()
