import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { definedSlo } from '../stack.testkit.ts'
import { refundBudget } from './refund-budget.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** A fake Prometheus that answers every deletion with a status, and keeps the selectors it was asked to delete. */
async function startPrometheus(status: number) {
  const deleted: string[][] = []
  const server = createServer((request, response) => {
    deleted.push(new URL(request.url ?? '', 'http://prometheus').searchParams.getAll('match[]'))
    response.writeHead(status).end()
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, deleted }
}

const SLOS = [definedSlo('edge-availability', 0.999), definedSlo('edge-latency', 0.99)]
const SPAN = [new Date('2026-02-05T12:00:00.000Z'), new Date('2026-02-05T12:05:00.000Z')] as const

test('once a budget is refunded, Prometheus has deleted events and errors of each service, in one go', async () => {
  const prometheus = await startPrometheus(204)
  await refundBudget(prometheus.url, SLOS, ...SPAN)
  expect(prometheus.deleted).toHaveLength(1)
  const [selectors = []] = prometheus.deleted
  expect(selectors.length).toBeGreaterThanOrEqual(2)
  expect(new Set(selectors).size).toBe(selectors.length)
  for (const selector of selectors) expect(selector).toMatch(/^\w[\w:]*\{sloth_service="web"\}$/)
})

test('a Prometheus that refuses leaves the budget spent, and that is an error', async () => {
  const { url } = await startPrometheus(403)
  await expect(refundBudget(url, SLOS, ...SPAN)).rejects.toThrow('it answered 403')
})
