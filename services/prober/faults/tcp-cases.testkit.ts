import type { Socket } from 'node:net'
import { serveTcp } from '../probes/fault-servers.testkit.ts'
import { bad, type ExpectedOutcome, type FaultCase } from './fault-case.testkit.ts'

function tcp(
  name: string,
  onConnection: (socket: Socket) => void,
  receive: string | undefined,
  expected: ExpectedOutcome,
  blackbox: string,
  send?: string,
): FaultCase {
  return {
    name: `a TCP server ${name}`,
    serve: async () => ({
      ...(await serveTcp(onConnection)),
      probe: { kind: 'tcp', expect: { receive }, ...(send === undefined ? {} : { send }) },
    }),
    expected,
    peers: { curl: 'does not compare', blackbox, browser: 'does not connect' },
  }
}

const says =
  (text: string, ...more: readonly string[]) =>
  (socket: Socket) => {
    socket.write(text, 'latin1')
    for (const [index, next] of more.entries()) setTimeout(() => socket.write(next, 'latin1'), 15 * (index + 1))
  }
const LATE = bad('timeout', 'wait')
const LONG_LINE = 'x'.repeat(200)

/** What a TCP server can send. */
export const TCP_CASES: readonly FaultCase[] = [
  tcp('that accepts', () => undefined, undefined, 'good', 'good'),
  tcp('that accepts and closes', socket => void socket.end(), undefined, 'good', 'good'),
  tcp('that greets', says('220 mail ready\r\n'), '^220 ', 'good', 'good'),
  tcp('that greets in pieces', says('22', '0 ma', 'il\r\n'), '^220 mail', 'good', 'good'),
  tcp('that greets without the end of a line', says('22', '0 ready'), '^220 ready', 'good', 'i/o timeout'),
  tcp('that greets in many lines', says('220-one\r\n220-two\r\n', '220 three\r\n'), '(?m)^220 three', 'good', 'good'),
  tcp('that greets in a hundred lines', says(...lines(100)), '(?m)^220 end', 'good', 'good'),
  tcp('that greets in capitals', says('ESMTP READY\r\n'), '(?i)^esmtp', 'good', 'good'),
  tcp('matched from the beginning of the text', says('220 mail\r\n'), '\\A220', 'good', 'good'),
  tcp('matched by a class of characters', says('220 mail\r\n'), '^[[:digit:]]{3} ', 'good', 'good'),
  tcp('that greets with bytes', says('\xff\xfd\x18'), '^\\x{FF}\\x{FD}', 'good', 'i/o timeout'),
  tcp(
    'that answers what was sent',
    socket => void socket.on('data', data => socket.write(`echo ${data}`)),
    '^echo PING',
    'good',
    'good',
    'PING\r\n',
  ),
  tcp('that answers something else', says('500 no\r\n'), '^220', LATE, 'i/o timeout'),
  tcp('that keeps silent', () => undefined, '^220', LATE, 'i/o timeout'),
  tcp('that closes at once', socket => void socket.end(), '^220', bad('closed', 'wait'), 'regexp did not match'),
  tcp(
    'that closes after something else',
    socket => void socket.end('500 no\r\n'),
    '^220',
    bad('closed', 'wait'),
    'regexp did not match',
  ),
  tcp('that closes after what is expected', socket => void socket.end('220 ok'), '^220 ok$', 'good', 'good'),
  tcp(
    'that resets',
    socket => void setTimeout(() => socket.resetAndDestroy(), 10),
    '^220',
    bad('reset', 'wait'),
    'connection reset by peer',
  ),
  tcp('that sends one byte after the other without end', endless('x'), '^220', LATE, 'i/o timeout'),
  tcp('that sends empty lines without end', endless('\n'), '^220', LATE, 'i/o timeout'),
  tcp(
    'that sends much without end',
    flood(LONG_LINE.repeat(100)),
    '^220',
    bad('answer', 'wait'),
    'bufio.Scanner: token too long',
  ),
  tcp(
    'that sends lines without end',
    flood(`${LONG_LINE}\r\n`.repeat(100)),
    '^220',
    bad('answer', 'wait'),
    'i/o timeout',
  ),
  tcp('against a pattern that tries everything', says(`${'a'.repeat(40)}!`), '^(a+)+$', LATE, 'i/o timeout'),
  tcp(
    'that sends 60 kB byte by byte',
    bytewise('x'.repeat(60_000)),
    '^(x+x+)+y',
    bad('closed', 'wait'),
    'regexp did not match',
  ),
]

function lines(count: number): [string, ...string[]] {
  return [Array.from({ length: count }, (_, index) => `220-line ${index}\r\n`).join(''), '220 end\r\n']
}

/** One write a turn, each a chunk of its own for the reader. */
function endless(text: string): (socket: Socket) => void {
  return socket => {
    socket.setNoDelay(true)
    const more = (): void => {
      if (socket.destroyed) return
      socket.write(text)
      setTimeout(more, 1)
    }
    more()
  }
}

function flood(text: string): (socket: Socket) => void {
  return socket => {
    const more = (): void => {
      while (!socket.destroyed && socket.write(text));
    }
    socket.on('drain', more)
    more()
  }
}

function bytewise(text: string): (socket: Socket) => void {
  return socket => {
    socket.setNoDelay(true)
    let sent = 0
    const more = (): void => {
      for (let count = 0; count < 200 && sent < text.length && !socket.destroyed; count++)
        socket.write(text.charAt(sent++))
      if (sent < text.length && !socket.destroyed) setImmediate(more)
      else socket.end()
    }
    more()
  }
}
