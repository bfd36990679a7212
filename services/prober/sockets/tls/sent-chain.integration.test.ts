import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type Server, type TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { makeIdentities } from '../../probes/identities.testkit.ts'
import { sentChain } from './sent-chain.ts'

let server: Server
let socket: TLSSocket
beforeAll(async () => {
  const { good, ca } = await makeIdentities()
  server = createServer({ key: good.key, cert: `${good.cert}\n${ca}` }, peer => peer.on('error', () => undefined))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => void socket.destroy())
afterAll(() => void server.close())

async function shakenHands(): Promise<TLSSocket> {
  const { port } = server.address() as AddressInfo
  socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  return socket
}

test('a chain is given as often as it is asked for, because it stays with its connection', async () => {
  const peer = await shakenHands()
  const fingerprints = () => sentChain(peer).map(({ fingerprint256 }) => fingerprint256)
  expect(fingerprints()).toHaveLength(2)
  expect(fingerprints()).toEqual(fingerprints())
})

test('Node takes a chain out of its connection with getPeerX509Certificate, where it is never freed', async () => {
  const peer = await shakenHands()
  expect(peer.getPeerX509Certificate()?.issuerCertificate).toBeDefined()
  expect(sentChain(peer)).toHaveLength(0)
})

test('no chain is left of a connection that is closed', async () => {
  const peer = await shakenHands()
  peer.destroy()
  await once(peer, 'close')
  expect(sentChain(peer)).toHaveLength(0)
})
