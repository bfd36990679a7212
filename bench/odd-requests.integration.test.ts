import { connect as connectTcp } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, ask, SITE_HOST, startEdge, type TestEdge } from '../services/edge/edge.testkit.ts'
import { startIngress, type TestIngress } from '../services/stack/ingress/ingress.testkit.ts'
import { type RunningApp, startApp } from '../services/web/app.testkit.ts'
import { READING_METHODS, RELEASE_HEADER } from '../services/web/contract/names.ts'
import { oddRequest } from './odd-requests.testkit.ts'

/**
 * The real edge, with its limits as they are shipped, before the real ingress and two instances of the app. Odd requests come
 * from many addresses at once, so that the limits of one do not keep them from the app.
 */

const ODD_REQUESTS = 10_000
const AT_ONCE = 40
/** A half of a request gets no answer, and its sender gives up. */
const PATIENCE_MS = 120
const VISITS_PER_SECOND = 50

let apps: readonly RunningApp[]
let ingress: TestIngress
let edge: TestEdge

beforeAll(async () => {
  apps = await Promise.all([startApp(), startApp()])
  ingress = await startIngress(
    'nginx',
    apps.map(({ port }) => `127.0.0.1:${port}`),
  )
  edge = await startEdge([ingress.address], { methods: READING_METHODS })
})
afterAll(async () => {
  await edge.stop()
  await ingress.stop()
  await Promise.all(apps.map(app => app.close()))
})

/** Sends bytes from an address of the loopback network; resolves to what came back until one side ended, or nothing more came. */
function send(bytes: Buffer, from: string): Promise<string> {
  return new Promise(resolve => {
    let text = ''
    const plain = connectTcp({ host: '127.0.0.1', port: edge.httpsPort, localAddress: from })
    plain.on('error', () => undefined)
    const socket = connect({ socket: plain, ca: edge.ca, servername: SITE_HOST }, () => socket.write(bytes))
    socket.setEncoding('latin1')
    socket.setTimeout(PATIENCE_MS, () => socket.destroy())
    socket.on('data', chunk => {
      text += chunk
      // Whole enough: the connection would be kept for minutes.
      if (text.includes('\r\n\r\n')) socket.setTimeout(20)
    })
    socket.on('error', () => undefined)
    socket.once('close', () => resolve(text))
  })
}

/** Fifty visitors a second, each from an address of its own, until the signal aborts. */
async function visit(signal: AbortSignal): Promise<readonly (Answer | Error)[]> {
  const visits: Promise<Answer | Error>[] = []
  for (let visitor = 0; !signal.aborted; visitor++) {
    const from = `127.${1 + (visitor % 100)}.${1 + (Math.floor(visitor / 100) % 200)}.1`
    visits.push(ask(edge, { from }).catch((error: Error) => error))
    await sleep(1000 / VISITS_PER_SECOND, undefined, { signal }).catch(() => undefined)
  }
  return Promise.all(visits)
}

test('ten thousand odd requests hurt no visitor, and every answer of the app has its release', async () => {
  const over = new AbortController()
  const visits = visit(over.signal)
  const answers: string[] = []
  let next = 0
  const senders = Array.from({ length: AT_ONCE }, async (_, sender) => {
    for (let seed = next++; seed < ODD_REQUESTS; seed = next++) {
      answers.push(await send(oddRequest(seed, SITE_HOST), `127.200.${sender}.${1 + (seed % 200)}`))
    }
  })
  await Promise.all(senders)
  over.abort()
  const visited = await visits
  const failed = visited.filter(visit => visit instanceof Error || visit.status !== 200)
  expect(failed.map(visit => (visit instanceof Error ? visit.message : visit.status))).toEqual([])
  expect(visited.filter(visit => !(visit instanceof Error) && visit.headers[RELEASE_HEADER] === undefined)).toEqual([])
  const ofApp = answers.filter(text => /^x-served-by: app\r$/im.test(text))
  expect(ofApp.filter(text => !new RegExp(`^${RELEASE_HEADER}: `, 'im').test(text))).toEqual([])
  // The requests reached what they are for: many were refused, and some by the app.
  const refused = answers.filter(text => /^HTTP\/1\.1 4\d\d/.test(text))
  expect({ refused: refused.length > 2000, ofApp: ofApp.length > 500 }).toEqual({ refused: true, ofApp: true })
  expect(answers.filter(text => /^HTTP\/1\.1 50[0234]/.test(text)).map(text => text.slice(0, 40))).toEqual([])
}, 300_000)
