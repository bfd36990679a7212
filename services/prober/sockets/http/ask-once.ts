import { steadyNow } from '../../../../adapters/steady-clock.ts'
import type { Duration } from '../../../../lib/duration.ts'
import type { Observation } from '../../core/judge/observation.ts'
import type { Route } from '../../definition/model.ts'
import { exchangeHttp } from './http-exchange.ts'

/** A plain GET outside every slot, which asks whether there is an answer, not whether the certificate is good. */
export function askOnce(route: Route, timeout: Duration): Promise<Observation> {
  return exchangeHttp({
    route,
    target: route.target,
    request: { method: 'GET', headers: {}, body: undefined, httpVersion: '1.1' },
    tls: { isVerified: false, minVersion: '1.2', daysLeft: undefined, hostname: undefined },
    maxHeaderBytes: 262_144,
    maxBodyBytes: 65_536,
    deadlineSteady: steadyNow() + timeout,
    slotNumber: 0,
  })
}
