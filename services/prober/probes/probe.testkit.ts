import { expect } from 'vitest'
import { seconds } from '../../../lib/duration.ts'
import type { Sample } from '../core/judge/sample.ts'
import { possibleFailures } from '../core/series/possible.ts'
import type { Expectation, Probe, Request, Route } from '../definition/model.ts'
import { DEFAULT_EXPECTATION } from '../definition/parse-expect.ts'

/** A probe for tests; what is not given is as in a file that omits it. */
export function exampleProbe(
  more: Partial<Omit<Probe, 'expect' | 'request'>> & { expect?: Partial<Expectation>; request?: Partial<Request> } = {},
): Probe {
  return {
    name: 'example',
    kind: 'http',
    description: '',
    schedule: { interval: seconds(5), cron: undefined, jitter: seconds(0) },
    timeout: seconds(4),
    routes: [],
    send: undefined,
    query: undefined,
    steps: [],
    ...more,
    expect: { ...DEFAULT_EXPECTATION, ...more.expect },
    request: { method: 'GET', headers: {}, body: undefined, httpVersion: '1.1', ...more.request },
  }
}

/** A route to a port of the loopback interface. */
export function exampleRoute(port: number, more: Partial<Route> = {}): Route {
  return {
    path: 'app',
    isSecure: false,
    host: '127.0.0.1',
    port,
    target: '/',
    serverName: 'app.test',
    authority: 'app.test',
    addresses: [],
    ca: undefined,
    caFile: undefined,
    resolver: undefined,
    ...more,
  }
}

/** The first failure is invisible to a rate when its series did not stand at 0 before. */
export function expectToStandAtZero({ outcome }: Sample, probe: Probe, route: Route): void {
  if (outcome.isGood) return
  const { reason, phase } = outcome.failure
  expect(possibleFailures(probe, route)).toContainEqual({ reason, phase })
}
