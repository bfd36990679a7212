import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { listenAnywhere } from './app.testkit.ts'
import { createPublicServer } from './public-server.ts'

/** Little, and still more than a busy machine takes to answer a whole request. */
const PATIENCE = { headMs: 1000, requestMs: 1500, checkMs: 100 }

/** A server of little patience; gives its port. */
async function serve(listener: RequestListener): Promise<number> {
  const server = createPublicServer(listener, 'v7', PATIENCE)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return listenAnywhere(server)
}

/** Sends a beginning, then a byte at a time for ever; gives what was answered when the server has closed the connection. */
async function drip(port: number, beginning: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('utf8').on('data', text => {
    answer += text
  })
  // A byte that meets a closed connection is what is waited for.
  socket.on('error', () => undefined)
  socket.write(beginning)
  const dripping = setInterval(() => socket.write('a'), 10)
  await once(socket, 'close')
  clearInterval(dripping)
  return answer
}

test.each([
  ['the head', 'GET / HTTP/1.1\r\nhost: a\r\nx: '],
  ['the body', 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\n\r\n'],
])(
  'a client that sends %s a byte at a time is answered 408 when its time is over, by the release',
  async (_, beginning) => {
    const port = await serve(request => void request.resume())
    const answer = await drip(port, beginning)
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/)
    expect(answer).toContain('x-release: v7\r\n')
  },
)

test('visitors are answered while two hundred connections send a byte at a time', async () => {
  const port = await serve((_, response) => void response.end('here'))
  const slow = Array.from({ length: 200 }, () => drip(port, 'GET / HTTP/1.1\r\nhost: a\r\nx: '))
  const visits = await Promise.all(Array.from({ length: 20 }, () => fetch(`http://127.0.0.1:${port}/`)))
  expect(visits.map(({ status }) => status)).toEqual(new Array(20).fill(200))
  for (const answer of await Promise.all(slow)) expect(answer).toContain('408 Request Timeout')
})

test('a kept connection is bound by neither', async () => {
  const port = await serve((_, response) => void response.end('here'))
  const socket = connect(port, '127.0.0.1')
  const ask = async (): Promise<string> => {
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    return String((await once(socket, 'data'))[0])
  }
  expect(await ask()).toContain('200 OK')
  await new Promise(resolve => setTimeout(resolve, PATIENCE.requestMs * 1.5))
  expect(await ask()).toContain('200 OK')
  socket.destroy()
})
