import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { runQuietly } from '../lib/command/command.testkit.ts'
import { main } from './maintenance.ts'

let server: Server | undefined
afterEach(() => void server?.close())

/** A prober that gives every question this answer; its address. */
async function proberThatAnswers(status: number, body: string): Promise<string> {
  server = createServer((_, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const run = (url: string, ...argv: readonly string[]) => runQuietly(main, argv, { env: { PROBER_URL: url } })

test.each<[number, string, string]>([
  [400, '{"error":"the duration is over a day"}', 'The prober refused: the duration is over a day\n'],
  [404, '{}', 'The prober refused: it answered 404\n'],
  [200, '{}', 'The prober refused: it answered 200\n'],
])('an answer %i %s is a refusal, and exit code 1', async (status, body, err) => {
  expect(await run(await proberThatAnswers(status, body), 'list')).toEqual({ code: 1, out: '', err })
})

test('a page that is not JSON is said to be none', async () => {
  expect(await run(await proberThatAnswers(502, '<title>Bad Gateway</title>'), 'list')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/answered 502 with the page “Bad Gateway”, which is not JSON/),
  })
})

test('a prober that does not run is one line, with the way to start it', async () => {
  expect(await run('http://127.0.0.1:9', 'list')).toEqual({
    code: 1,
    out: '',
    err: expect.stringMatching(
      /^Cannot reach the prober at http:\/\/127\.0\.0\.1:9: connect ECONNREFUSED [^\n]*\nStart it with `npm start`, or set PROBER_URL\.\n$/,
    ),
  })
})

test('what is left of a maintenance is by the clock of the prober, whatever the caller’s says', async () => {
  const entry = { until: '2026-02-05T12:30:00.000Z', probes: [], reason: 'database' }
  const body = JSON.stringify({ maintenance: [entry], now: '2026-02-05T12:10:00.000Z', survivesRestart: true })
  expect(await run(await proberThatAnswers(200, body), 'list')).toMatchObject({
    code: 0,
    out: expect.stringContaining('every probe: database, for 20 min more (until 2026-02-05 12:30 UTC)'),
  })
})

test('a bug of ours is an unexpected error with its stack trace, and not a prober that cannot be reached', async () => {
  const PROBER_URL = await proberThatAnswers(
    200,
    '{"maintenance":[{"until":"2026-02-05T12:00:00Z","probes":[],"reason":"x"}]}',
  )
  const stdout = (): void => {
    throw new TypeError('planted')
  }
  expect(await runQuietly(main, ['list'], { env: { PROBER_URL }, stdout })).toEqual({
    code: 1,
    out: '',
    err: expect.stringMatching(
      /^npm run maintenance -- list failed on an unexpected error[^\n]*\nTypeError: planted\n {4}at .*maintenance\.test\.ts/,
    ),
  })
})

test.each<[readonly string[], string]>([
  [[], 'Name one of start, list, stop'],
  [['strat', '30m', 'x'], 'There is no command "strat": did you mean start?'],
  [['start', '30m'], 'Give a duration and a reason, such as 30m "database upgrade"'],
  [['start', '30m', 'x', '--prob', 'home'], '--prob is not an option: did you mean --probe?'],
  [['start', '30m', 'x', '--probe'], '--probe needs a value: --probe NAME'],
  [['list', 'all'], 'Unexpected argument "all": this command takes none'],
])('%j is wrong usage, and no request is sent', async (argv, sentence) => {
  expect(await run('http://127.0.0.1:9', ...argv)).toMatchObject({ code: 2, err: expect.stringContaining(sentence) })
})

test('an address that is none is wrong usage', async () => {
  expect(await run('prober:17300', 'list')).toMatchObject({
    code: 2,
    err: expect.stringContaining('Cannot use PROBER_URL "prober:17300": it must be an address such as'),
  })
})
