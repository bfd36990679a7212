import { afterEach, expect, test } from 'vitest'
import { steadyNow } from '../../../../adapters/steady-clock.ts'
import { answerTo, type Query, serveDnsPackets, TYPE } from '../../faults/dns-server.testkit.ts'
import type { TestServer } from '../../probes/fault-servers.testkit.ts'
import { askResolver } from './ask-resolver.ts'

const servers: TestServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map(server => server.close()))
})

/** A resolver that answers with this address, and the names it was asked for. */
async function resolver(rcode = 0, isSilent = false) {
  const asked: string[] = []
  const server = await serveDnsPackets((query, send) => {
    asked.push(nameIn(query))
    const answers = [{ type: TYPE.A, data: Buffer.from([192, 0, 2, 7]) }]
    if (!isSilent) send(answerTo(query, rcode === 0 ? { answers } : { rcode }))
  })
  servers.push(server)
  return { address: `127.0.0.1:${server.port}`, asked }
}

const nameIn = ({ question }: Query): string =>
  question
    .subarray(1, -5)
    .toString('latin1')
    .replace(/[\0-\x20]/g, '.')
const soon = (): number => steadyNow() + 20_000

test.each([
  ['app.test', 'app.test'],
  ['app.test.', 'app.test'],
  ['café.test', 'xn--caf-dma.test'],
  ['_dmarc.app.test', '_dmarc.app.test'],
])('%s is asked for as %s', async (name, wanted) => {
  const { address, asked } = await resolver()
  expect(await askResolver(name, 'A', { resolver: address, deadlineSteady: soon() })).toMatchObject({
    rcode: 'NOERROR',
  })
  expect(asked).toEqual([wanted])
})

test.each([
  ['an empty label', 'app..test'],
  ['a label of 64 characters', `${'x'.repeat(64)}.test`],
  ['254 characters', `${`${'x'.repeat(62)}.`.repeat(4)}xx`],
])('a name with %s cannot be asked for, which is no fault of the server', async (_, name) => {
  await expect(askResolver(name, 'A', { resolver: '127.0.0.1:1', deadlineSteady: soon() })).rejects.toThrow(TypeError)
})

test('a server is asked once, and what it says is the answer', async () => {
  const failing = await resolver(2)
  const result = await askResolver('app.test', 'A', { resolver: failing.address, deadlineSteady: soon() })
  expect(result).toMatchObject({ rcode: 'SERVFAIL', answers: [] })
  expect(failing.asked).toHaveLength(1)
})

test('of several servers the next is asked when one fails or is silent, and not when one has answered', async () => {
  const silent = await resolver(0, true)
  const failing = await resolver(2)
  const good = await resolver()
  const last = await resolver()
  const addresses = [silent, failing, good, last].map(({ address }) => address)
  const result = await askResolver(
    'app.test',
    'A',
    { resolver: undefined, deadlineSteady: steadyNow() + 4000 },
    addresses,
  )
  expect(result).toMatchObject({ rcode: 'NOERROR', answers: ['192.0.2.7'] })
  expect([silent, failing, good, last].map(({ asked }) => asked.length)).toEqual([1, 1, 1, 0])
})

test('where the system names no server there is no answer', async () => {
  const result = await askResolver('app.test', 'A', { resolver: undefined, deadlineSteady: soon() }, [])
  expect(result).toMatchObject({ reason: 'dns_error' })
})
