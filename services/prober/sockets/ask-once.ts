import { performance } from 'node:perf_hooks'
import type { Observation } from '../core/judge/observation.ts'
import type { Route } from '../definition/model.ts'
import { exchangeHttp } from './http-exchange.ts'

/** A plain GET outside every slot. Whether somebody answers is asked here, not whether their certificate is good. */
export function askOnce(route: Route, timeoutMs: number): Promise<Observation> {
  return exchangeHttp({
    route,
    target: route.target,
    request: { method: 'GET', headers: {}, body: undefined, httpVersion: '1.1' },
    tls: { isVerified: false, minVersion: '1.2', daysLeft: undefined, hostname: undefined },
    maxBodyBytes: 65_536,
    deadline: performance.now() + timeoutMs,
    turn: 0,
  })
}
