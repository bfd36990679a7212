import { createServer as createHttp } from 'node:http'
import { type AddressInfo, createServer as createTcp, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'

/** What stands in for Telegram, Slack, a webhook and a mail server. Each says in its answers that it is fake. */
export interface FakeServices {
  readonly http: string
  readonly mail: string
  /** The body of each request, by its path. */
  readonly bodies: ReadonlyMap<string, string[]>
  readonly mails: readonly string[]
  close(): void
}

export async function startFakeServices(): Promise<FakeServices> {
  const bodies = new Map<string, string[]>()
  const mails: string[] = []
  const http = createHttp(async (request, response) => {
    const path = request.url ?? ''
    bodies.set(path, [...(bodies.get(path) ?? []), await text(request)])
    const result = { message_id: 1, date: 1, chat: { id: 1, type: 'private' }, text: 'this Telegram is fake' }
    response.setHeader('content-type', 'application/json')
    response.end(path === '/slack' ? 'ok' : JSON.stringify({ ok: true, result, note: 'a fake service' }))
  })
  const mail = createTcp(socket => takeMail(socket, mails))
  const listening = (server: typeof http | typeof mail) =>
    new Promise<number>(resolve => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))
  const [httpPort, mailPort] = [await listening(http), await listening(mail)]
  return {
    http: `http://127.0.0.1:${httpPort}`,
    mail: `127.0.0.1:${mailPort}`,
    bodies,
    mails,
    close: () => {
      http.closeAllConnections()
      http.close()
      mail.close()
    },
  }
}

/** As much of SMTP as Alertmanager speaks. */
function takeMail(socket: Socket, mails: string[]): void {
  let data: string | undefined
  let rest = ''
  socket.on('error', () => undefined)
  socket.write('220 a fake mail server\r\n')
  socket.on('data', chunk => {
    rest += chunk.toString('latin1')
    for (let end = rest.indexOf('\r\n'); end !== -1; end = rest.indexOf('\r\n')) {
      const line = rest.slice(0, end)
      rest = rest.slice(end + 2)
      if (data !== undefined && line === '.') {
        mails.push(Buffer.from(data, 'latin1').toString('utf8'))
        data = undefined
        socket.write('250 taken by a fake\r\n')
      } else if (data !== undefined) data += `${line.replace(/^\.\./, '.')}\n`
      else if (/^DATA/i.test(line)) {
        data = ''
        socket.write('354 go on\r\n')
      } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n')
      else socket.write('250 ok\r\n')
    }
  })
}

/** The parts of a mail for people: its subject, and each body as it is read. */
export function readMail(mail: string): string {
  const subject = /^Subject: ([\s\S]*?)\n(?!\s)/m.exec(mail)?.[1] ?? ''
  const boundary = /boundary="?([^"\s]+)/.exec(mail)?.[1] ?? 'none'
  const parts = mail.split(`--${boundary}`).slice(1, -1)
  const bodies = parts.map(part => {
    const [head = '', ...body] = part.replace(/^\n/, '').split('\n\n')
    return `${/Content-Type: ([^;\n]+)/.exec(head)?.[1]}\n${quotedPrintable(body.join('\n\n'))}`
  })
  const words = subject.replace(/\s*\n\s+/g, ' ').replace(/\?=\s+=\?/g, '?==?')
  const decoded = words.replace(/=\?utf-8\?q\?(.*?)\?=/gi, (_, word: string) =>
    quotedPrintable(word.replaceAll('_', ' ')),
  )
  return [`Subject: ${decoded}`, ...bodies].join('\n\n')
}

function quotedPrintable(body: string): string {
  const bytes = body
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  // What is encoded is bytes; the rest is ASCII.
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
