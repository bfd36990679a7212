import { afterAll, beforeAll, expect, test } from 'vitest'
import { steadyNow } from '../../../adapters/steady-clock.ts'
import { createPhaseClock } from '../core/judge/phase-clock.ts'
import type { Route } from '../definition/model.ts'
import { serveDns, type TestServer } from '../probes/fault-servers.testkit.ts'
import { exampleRoute } from '../probes/probe.testkit.ts'
import { locate } from './locate.ts'

let dns: TestServer
beforeAll(async () => {
  dns = await serveDns({ 'two.test': ['127.0.0.1', '127.0.0.2'], 'empty.test': [], 'broken.test': 'SERVFAIL' })
})
afterAll(() => dns.close())

/** Where a probe of this route connects at its first three slots, and the phases it went through. */
async function locatedOf(more: Partial<Route>) {
  const clock = createPhaseClock(steadyNow)
  const route = exampleRoute(443, { resolver: `127.0.0.1:${dns.port}`, ...more })
  const located = await Promise.all([0, 1, 2].map(slot => locate(route, clock, steadyNow() + 20_000, slot)))
  const places = located.map(one => ('failure' in one ? one.failure.reason : `${one.host}:${one.port}`))
  const [first] = located
  return { places, resolved: first && 'resolved' in first ? first.resolved : [], phases: Object.keys(clock.phases) }
}

test('of several addresses that a name has, each is used in turn', async () => {
  expect(await locatedOf({ host: 'two.test' })).toEqual({
    places: ['127.0.0.1:443', '127.0.0.2:443', '127.0.0.1:443'],
    resolved: ['127.0.0.1', '127.0.0.2'],
    phases: ['dns'],
  })
})

test('of several addresses that the route gives, each is used in turn, and no resolver is asked', async () => {
  const addresses = [
    { host: '10.0.0.1', port: 81 },
    { host: '10.0.0.2', port: 82 },
  ]
  expect(await locatedOf({ host: 'two.test', addresses })).toEqual({
    places: ['10.0.0.1:81', '10.0.0.2:82', '10.0.0.1:81'],
    resolved: [],
    phases: [],
  })
})

test.each([
  ['10.0.0.7', '10.0.0.7:443'],
  ['::1', '::1:443'],
  ['localhost', '127.0.0.1:443'],
  ['web.localhost', '127.0.0.1:443'],
  ['WEB.LocalHost.', '127.0.0.1:443'],
])('%s is located without a resolver: %s', async (host, place) => {
  expect(await locatedOf({ host })).toEqual({ places: [place, place, place], resolved: [], phases: [] })
})

test.each([
  ['nothing.test', 'nxdomain'],
  ['broken.test', 'dns_error'],
  ['empty.test', 'dns_error'],
  // It ends like a name of this machine, and is none.
  ['notlocalhost', 'nxdomain'],
])('%s cannot be located: %s', async (host, reason) => {
  expect(await locatedOf({ host })).toMatchObject({ places: [reason, reason, reason], phases: ['dns'] })
})
