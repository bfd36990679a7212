import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls'
import { type Identity, serveTcp, type TestServer } from '../probes/fault-servers.testkit.ts'
import { type CertificateRequest, type Issued, identityOf, issue } from './certificates.testkit.ts'

/** The authority that the probes of all cases trust, and one below it. */
export const ROOT = issue({ commonName: 'Fault root', isAuthority: true })
export const BETWEEN = issue({ commonName: 'Fault intermediate', isAuthority: true }, ROOT)

/** A certificate for `app.test` below the intermediate authority, or another, with the chain that is sent. */
export function identity(request: CertificateRequest = {}, ...chain: readonly Issued[]): Identity {
  const authorities = chain.length === 0 ? [BETWEEN] : chain
  return identityOf(issue({ commonName: 'app.test', names: ['app.test'], ...request }, authorities[0]), ...authorities)
}

/** Lets a server use keys, digests and versions that are too weak for clients. */
export const WEAK: TlsOptions = { ciphers: 'DEFAULT@SECLEVEL=0' }

/** A TLS server; without a handler of its own it answers as HTTP does, and closes when the client does. */
export async function serveTls(
  keyAndCertificate: Identity,
  options: TlsOptions = {},
  onConnection: (socket: TLSSocket) => void = answer,
): Promise<TestServer> {
  const sockets = new Set<Socket>()
  const server = createServer({ ...keyAndCertificate, ...options }, socket => {
    socket.on('error', () => undefined)
    onConnection(socket)
  })
  server.on('tlsClientError', () => undefined)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

function answer(socket: TLSSocket): void {
  socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'))
}

/** A server that does something by itself when the first bytes of a handshake have come. */
export function serveHandshake(onHello: (socket: Socket, hello: Buffer) => void): Promise<TestServer> {
  return serveTcp(socket => socket.once('data', hello => onHello(socket.resume(), hello)))
}

/** One record of TLS 1.2 (RFC 5246 §6.2.1): 20 change of cipher, 21 alert, 22 handshake, 23 data. */
export function record(type: number, content: Buffer): Buffer {
  const head = Buffer.from([type, 3, 3, 0, 0])
  head.writeUInt16BE(content.length, 3)
  return Buffer.concat([head, content])
}

/** An alert (RFC 8446 §6): level 1 warns, level 2 ends. */
export function alert(level: number, description: number): Buffer {
  return record(21, Buffer.from([level, description]))
}

/** Writes the same for as long as the connection lasts, as fast as it is read, and many at once. */
export function flood(socket: Socket, bytes: Buffer): void {
  const many = Buffer.concat(Array.from({ length: Math.ceil(65_536 / bytes.length) }, () => bytes))
  const more = (): void => {
    while (!socket.destroyed && socket.write(many));
  }
  socket.on('drain', more)
  more()
}
