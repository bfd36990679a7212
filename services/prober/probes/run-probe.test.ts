import { afterEach, expect, test } from 'vitest'
import { steadyNow, steadyToWall } from '../../../adapters/steady-clock.ts'
import { hours, inSeconds, milliseconds, seconds } from '../../../lib/duration.ts'
import { createGuard } from '../guard/probe-guard.ts'
import { serveHttp, serveTcp, type TestServer } from './fault-servers.testkit.ts'
import { exampleProbe, exampleRoute, expectToStandAtZero } from './probe.testkit.ts'
import { processingLimit } from './processing-limit.ts'
import { runProbe } from './run-probe.ts'

let server: TestServer | undefined
afterEach(() => server?.close())

test('a sample has the slot it was due in, how late it began, and who answered', async () => {
  server = await serveHttp((_request, response) => response.writeHead(200, { 'x-served-by': 'edge' }).end())
  const slotSteady = steadyNow() - hours(1)
  const common = { probe: exampleProbe(), route: exampleRoute(server.port, { path: 'edge' }), slotNumber: 0 }
  const sample = await runProbe({ ...common, role: 'slot', slotSteady, timeout: seconds(20) })
  expect(sample).toMatchObject({
    ...{ probe: 'example', path: 'edge', role: 'slot', answeredBy: 'edge', invalid: undefined },
    outcome: { isGood: true },
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  })
  expect(sample.slotWall).toBeCloseTo(steadyToWall(slotSteady), -2)
  const hoursLate = sample.startDelaySeconds / inSeconds(hours(1))
  expect(hoursLate).toBeGreaterThanOrEqual(1)
  expect(hoursLate).toBeLessThan(2)
})

test('a fault of our own is an invalid sample that says what went wrong, and not the target’s', async () => {
  const broken = exampleProbe({ kind: 'dns', query: undefined })
  const common = { probe: broken, route: exampleRoute(0), slotNumber: 0, slotSteady: steadyNow() }
  expect(await runProbe({ ...common, role: 'slot', timeout: seconds(20) })).toMatchObject({
    invalid: 'self_error',
    outcome: {
      isGood: false,
      failure: {
        reason: 'other',
        detail:
          'The prober itself failed, which says nothing about the target: TypeError: The dns probe "example" has no query',
      },
    },
    answeredBy: undefined,
    stack: expect.stringContaining('dns.ts'),
  })
})

test('a request that cannot be sent is an invalid sample that names its header, and nothing is asked', async () => {
  let asked = 0
  server = await serveHttp((_request, response) => {
    asked += 1
    response.end()
  })
  const probe = exampleProbe({ request: { headers: { 'x-token': 'from a file\n' } } })
  const run = { probe, route: exampleRoute(server.port), slotNumber: 0, slotSteady: steadyNow(), timeout: seconds(20) }
  const sample = await runProbe({ ...run, role: 'slot' })
  const detail = 'The header x-token cannot be sent: character 12 of its value is a line end; the target was not asked'
  expect(sample).toMatchObject({ invalid: 'self_error', outcome: { failure: { phase: 'connect', detail } } })
  expect(asked).toBe(0)
})

test('an answer that costs more processing time than it may is bad, in the phase it had come to', async () => {
  server = await serveTcp(socket => {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
    const flood = (): void => {
      while (!socket.destroyed && socket.write('1\r\na\r\n'.repeat(10_000)));
      socket.once('drain', flood)
    }
    flood()
  })
  const probe = exampleProbe({ expect: { maxBodyBytes: 1e9 } })
  const route = exampleRoute(server.port)
  const run = { probe, route, role: 'slot', slotNumber: 0, slotSteady: steadyNow(), timeout: seconds(20) } as const
  // Code that runs for the first time is slow, and the head alone would cost too much on a busy machine.
  await runProbe(run, createGuard('example', seconds(10)))
  const sample = await runProbe(run, createGuard('example', milliseconds(5)))
  expect(sample).toMatchObject({
    invalid: undefined,
    outcome: {
      failure: {
        ...{ phase: 'transfer', reason: 'processing' },
        detail: 'The answer cost the prober more than 5 ms of processing time',
      },
    },
  })
  expectToStandAtZero(sample, probe, route)
})

test.each([
  ['of the usual size', exampleProbe(), 200],
  ['that may be ten times as large', exampleProbe({ expect: { maxBodyBytes: 10_485_760 } }), 2000],
  ['that must be small', exampleProbe({ expect: { maxBodyBytes: 100 } }), 200],
  ['with little time', exampleProbe({ timeout: milliseconds(50) }), 50],
])('an answer %s may cost so much', (_, probe, limit) => expect(processingLimit(probe, probe.timeout)).toBe(limit))
