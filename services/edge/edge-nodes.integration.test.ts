import { afterEach, expect, test } from 'vitest'
import { freePort } from '../../adapters/processes/ports.ts'
import { startSilentNode } from '../../tests/silent-node.testkit.ts'
import { FINE, startUpstream, type TestUpstream } from '../../tests/upstream.testkit.ts'
import { ask, SITE_HOST, startEdge, type TestEdge } from './edge.testkit.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function node(): Promise<TestUpstream> {
  const upstream = await startUpstream()
  cleanups.push(() => upstream.close())
  return upstream
}

async function edgeBefore(nodes: readonly string[], rewrite?: (site: string) => string): Promise<TestEdge> {
  const edge = await startEdge(nodes, { watchers: ['127.0.0.1'] }, rewrite)
  cleanups.push(() => edge.stop())
  return edge
}

/** Sends GETs, so many at once, and counts the answers by their status. */
async function get(edge: TestEdge, requests: number, atOnce: number, each: (index: number) => void = () => undefined) {
  const counts: Record<string, number> = {}
  let next = 0
  const one = async () => {
    for (let index = next++; index < requests; index = next++) {
      each(index)
      const status = await ask(edge).then(
        answer => answer.status,
        error => error.code,
      )
      counts[status] = (counts[status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: atOnce }, one))
  return counts
}

test('of a thousand GETs none is lost while one of two nodes refuses connections', async () => {
  const [good, dead] = [await node(), `127.0.0.1:${await freePort()}`]
  const edge = await edgeBefore([dead, good.address])
  expect(await get(edge, 1000, 20)).toEqual({ 200: 1000 })
})

test('of a thousand GETs none is lost while one of two nodes is silent, as a machine without power is', async () => {
  const good = await node()
  const silent = await startSilentNode()
  cleanups.push(() => silent.stop())
  const edge = await edgeBefore([silent.address, good.address])
  expect(await get(edge, 1000, 20)).toEqual({ 200: 1000 })
})

test('of a thousand GETs none is lost when one of two nodes dies in the middle', async () => {
  const [first, second] = [await node(), await node()]
  const edge = await edgeBefore([first.address, second.address])
  let death: Promise<void> | undefined
  expect(
    await get(edge, 1000, 20, index => {
      if (index === 300) death = first.close()
    }),
  ).toEqual({ 200: 1000 })
  await death
  expect(first.received.length).toBeGreaterThan(50)
  expect(first.received.length).toBeLessThan(500)
})

test('slow answers of the app take the site from no other visitor', async () => {
  const [first, second] = [await node(), await node()]
  for (const each of [first, second])
    each.answerWith((request, response) => (request.url === '/slow' ? undefined : FINE(request, response)))
  const edge = await edgeBefore([first.address, second.address], site =>
    site.replaceAll('proxy_read_timeout 30s', 'proxy_read_timeout 300ms'),
  )
  const slow = await Promise.all(
    Array.from({ length: 8 }, () => ask(edge, { path: '/slow', method: 'POST', body: 'x' })),
  )
  expect(new Set(slow.map(({ status }) => status))).toEqual(new Set([504]))
  expect(await get(edge, 50, 10)).toEqual({ 200: 50 })
  expect(await ask(edge, { host: SITE_HOST })).toMatchObject({ headers: { 'x-served-by': 'app' } })
})
