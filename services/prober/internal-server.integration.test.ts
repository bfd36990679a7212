import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Log } from '../../adapters/log.ts'
import { readProbeDefinitions } from '../../adapters/probe-definitions.ts'
import { PROBES_FILE } from './contract/probes-file.ts'
import { createInternalServer, type InternalDeps } from './internal-server.ts'
import { createMetrics } from './metrics.ts'
import { ledgerOf } from './prober-process.testkit.ts'

/** So many that neither the sockets' buffers nor one piece hold their exposition. */
const PROBES = 400

const { value } = readProbeDefinitions(PROBES_FILE, {})
const probes = Array.from({ length: PROBES }, (_, index) =>
  value.probes.map(probe => ({ ...probe, name: `${probe.name}-${index}` })),
).flat()
const metrics = createMetrics({ vantage: 'local', version: 'dev' })
const errors: string[] = []
const log = { error: (message: string) => void errors.push(message) } as unknown as Log
const server = createInternalServer({ metrics, log } as InternalDeps)

beforeAll(async () => {
  metrics.define({ ...value, probes })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => server.closeAllConnections())

async function scrape(): Promise<IncomingMessage> {
  const [response] = await once(get({ port: (server.address() as AddressInfo).port, path: '/metrics' }), 'response')
  return response
}

test('a scraper that reads slowly gets what was true when it asked', async () => {
  const slow = await scrape()
  expect(slow.headers).toMatchObject({ 'content-type': metrics.contentType, 'transfer-encoding': 'chunked' })
  for (const { name } of probes) metrics.slot(name, 'edge', undefined)
  const quick = await text(await scrape())
  expect(ledgerOf(await text(slow))).toEqual({ slots: 0, accounted: 0 })
  expect(ledgerOf(quick)).toEqual({ slots: PROBES, accounted: PROBES })
})

test('a scraper that disconnects in the middle is logged, and the next one gets everything', async () => {
  const before = await text(await scrape())
  const leaving = await scrape()
  await once(leaving, 'readable')
  leaving.destroy()
  // The library's own metrics come and go with what the process does.
  const lines = (exposition: string) => exposition.match(/^(synthetic|prober)_/gm)?.length
  expect(lines(await text(await scrape()))).toBe(lines(before))
  await vi.waitFor(() => expect(errors).toEqual(['internal request failed']))
})
