import { afterEach, expect, test } from 'vitest'
import { steadyNow } from '../../../../adapters/steady-clock.ts'
import { answerTo, type Query, serveDnsPackets, TYPE } from '../../faults/dns-server.testkit.ts'
import type { TestServer } from '../../probes/fault-servers.testkit.ts'
import { resolveHost } from './resolve-host.ts'

const servers: TestServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map(server => server.close()))
})

const nameIn = ({ question }: Query): string =>
  question
    .subarray(1, -5)
    .toString('latin1')
    .replace(/[\0-\x20]/g, '.')

const NXDOMAIN = 3
const SERVFAIL = 2
/** What a cluster's DNS answers for each name that it knows: an address, none, or a failure. */
const ZONE: Readonly<Record<string, string | number | undefined>> = {
  'app.shop.svc.cluster.local': '10.0.0.7',
  'empty.shop.svc.cluster.local': '',
  'empty.cluster.local': '10.0.0.8',
  'broken.shop.svc.cluster.local': SERVFAIL,
  'broken.cluster.local': '10.0.0.9',
  'www.example.org': '192.0.2.1',
}
const SEARCH = { domains: ['shop.svc.cluster.local', 'cluster.local'], dots: 5 }

async function resolve(host: string, search?: typeof SEARCH) {
  const asked: string[] = []
  const server = await serveDnsPackets((query, send) => {
    const name = nameIn(query)
    asked.push(name)
    const known = ZONE[name]
    if (typeof known === 'number') return send(answerTo(query, { rcode: known }))
    if (known === undefined) return send(answerTo(query, { rcode: NXDOMAIN }))
    const data = Buffer.from(known.split('.').map(Number))
    send(answerTo(query, { answers: known === '' || query.type !== TYPE.A ? [] : [{ type: TYPE.A, data }] }))
  })
  servers.push(server)
  const options = { resolver: `127.0.0.1:${server.port}`, deadlineSteady: steadyNow() + 20_000 }
  return { result: await resolveHost(host, options, ...(search === undefined ? [] : [search])), asked }
}

test('a short name is found in the search list, as every program of the pod finds it', async () => {
  const { result, asked } = await resolve('app', SEARCH)
  expect(result).toEqual({ addresses: ['10.0.0.7'] })
  expect(asked).toEqual(['app.shop.svc.cluster.local'])
})

test('a name that the list does not know is asked for as it is', async () => {
  expect((await resolve('www.example.org', SEARCH)).result).toEqual({ addresses: ['192.0.2.1'] })
})

test('a name written out in full is asked for once', async () => {
  const { result, asked } = await resolve('www.example.org.', SEARCH)
  expect(result).toEqual({ addresses: ['192.0.2.1'] })
  expect(asked).toEqual(['www.example.org'])
})

test('a name without an address does not end the search', async () => {
  expect((await resolve('empty', SEARCH)).result).toEqual({ addresses: ['10.0.0.8'] })
})

test('a failure of the server does: what it would have answered is not known', async () => {
  const { result } = await resolve('broken', SEARCH)
  expect(result).toMatchObject({ reason: 'dns_error', detail: expect.stringContaining('SERVFAIL') })
})

test('a name that exists nowhere is said with every name that was asked for', async () => {
  const { result } = await resolve('nowhere', SEARCH)
  expect(result).toEqual({
    reason: 'nxdomain',
    detail: 'The name nowhere does not exist, nor any of nowhere.shop.svc.cluster.local, nowhere.cluster.local',
  })
})

test('a resolver that is named is asked what the world asks it', async () => {
  const { result, asked } = await resolve('app')
  expect(result).toMatchObject({ reason: 'nxdomain', detail: 'The name app does not exist' })
  expect(asked).toEqual(['app'])
})
