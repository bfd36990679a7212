import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { ERROR_COUNTS } from '../../../slo/core/names.ts'
import { definedSlo } from '../stack.testkit.ts'
import { leadOf, refundBudget, untilNext } from './refund-budget.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** A fake Prometheus that answers every deletion with a status, and keeps the selectors it was asked to delete. */
async function startPrometheus(status: number, evaluated: Readonly<Record<string, number>> = {}) {
  const deleted: string[][] = []
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://prometheus')
    if (pathname.endsWith('/query')) {
      const result = Object.entries(evaluated).map(([id, at]) => ({ metric: { sloth_id: id }, value: [0, String(at)] }))
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }))
      return
    }
    deleted.push(searchParams.getAll('match[]'))
    response.writeHead(status).end()
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, deleted }
}

const SLOS = [definedSlo('edge-availability', 0.999), definedSlo('edge-latency', 0.99)]
const SPAN = [new Date('2026-02-05T12:00:00.000Z'), new Date('2026-02-05T12:05:00.000Z')] as const

const NOW = Date.parse('2026-02-05T12:05:05.000Z')
const now = () => new Date(NOW)

test('once a budget is refunded, Prometheus has deleted every count of bad events of each SLO', async () => {
  const prometheus = await startPrometheus(204)
  await refundBudget(prometheus.url, SLOS, ...SPAN, now)
  expect(prometheus.deleted.toSorted()).toEqual(
    ['web-edge-availability', 'web-edge-latency'].map(id => ERROR_COUNTS.map(series => `${series}{sloth_id="${id}"}`)),
  )
})

test('an SLO whose period is summed in a moment is refunded then, before one that has just been summed', async () => {
  const evaluated = { 'web-edge-latency': NOW / 1000 - 146.9, 'web-edge-availability': NOW / 1000 - 146.5 }
  const prometheus = await startPrometheus(204, evaluated)
  await refundBudget(prometheus.url, SLOS, ...SPAN, now)
  expect(prometheus.deleted.map(([first]) => first?.replace(/.*"(.*)".*/, '$1'))).toEqual([
    'web-edge-latency',
    'web-edge-availability',
  ])
})

test.each([
  ['just summed', 0, 147_000],
  ['summed a minute ago', 60_000, 87_000],
  ['summed again in three seconds', 147_000, 0],
  ['summed again in two seconds, which is too soon', 148_000, 149_000],
  ['not summed for two intervals, by a Prometheus that stood still', 310_000, 137_000],
])('the wait of a period that was %s', (_, ago, wait) => expect(untilNext(NOW - ago, NOW, 3000)).toBe(wait))

test.each([
  ['ten seconds before', 10_000, 3000],
  ['two seconds before: after them, and yet before the sums', 2000, 1000],
  ['an interval and two seconds before', 17_000, 1000],
  ['a second after', -1000, 3000],
  ['at the same moment', 0, 3000],
  ['half a second before, which is no time to delete in', 500, 3000],
  ['at no known moment', undefined, 3000],
])('where windows are evaluated %s, the counts are deleted that long before the sums', (_, before, lead) => {
  expect(leadOf(NOW, before === undefined ? undefined : NOW - before)).toBe(lead)
})

test('a Prometheus that refuses leaves the budget spent, and that is an error', async () => {
  const { url } = await startPrometheus(403)
  await expect(refundBudget(url, SLOS, ...SPAN, now)).rejects.toThrow('it answered 403')
})
