import { afterEach, expect, test } from 'vitest'
import { steadyNow, steadyToWall } from '../../../adapters/steady-clock.ts'
import { hours, inSeconds, seconds } from '../../../lib/duration.ts'
import { serveHttp, type TestServer } from './fault-servers.testkit.ts'
import { exampleProbe, exampleRoute } from './probe.testkit.ts'
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
    outcome: { isGood: false, failure: { reason: 'other', detail: expect.stringContaining('has no query') } },
    answeredBy: undefined,
  })
})
