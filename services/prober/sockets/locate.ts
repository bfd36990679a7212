import { steadyNow } from '../../../adapters/steady-clock.ts'
import { milliseconds } from '../../../lib/duration.ts'
import type { Failure } from '../core/judge/observation.ts'
import type { PhaseClock } from '../core/judge/phase-clock.ts'
import type { Route } from '../definition/model.ts'
import { networkFailure } from './network-failure.ts'
import { isAddressed, resolveHost } from './resolve-host.ts'

/** Where to connect, and what the resolver answered. */
export interface Located {
  readonly host: string
  readonly port: number
  readonly resolved: readonly string[]
}

/** Finds the address to connect to, by the slot's number where there are several; a resolver's time is the phase `dns`. */
export async function locate(
  route: Route,
  clock: PhaseClock,
  deadlineSteady: number,
  slotNumber: number,
): Promise<Located | { readonly failure: Failure }> {
  const fixed = route.addresses[slotNumber % Math.max(1, route.addresses.length)]
  if (fixed !== undefined) return { ...fixed, resolved: [] }
  if (isAddressed(route.host)) {
    const [host = route.host] = await resolveHost(route.host, NO_QUESTION)
    return { host, port: route.port, resolved: [] }
  }
  clock.begin('dns')
  const timeout = milliseconds(Math.max(1, Math.ceil(deadlineSteady - steadyNow())))
  const signal = AbortSignal.timeout(timeout)
  try {
    const resolved = await resolveHost(route.host, { resolver: route.resolver, signal, timeout })
    clock.stop()
    const host = resolved[slotNumber % resolved.length]
    if (host === undefined) return { failure: { phase: 'dns', reason: 'dns_error', detail: 'The answer is empty' } }
    return { host, port: route.port, resolved }
  } catch (error) {
    clock.stop()
    if (!signal.aborted) return { failure: networkFailure(error, 'dns') }
    return { failure: { phase: 'dns', reason: 'timeout', detail: 'The deadline passed while the resolver was asked' } }
  }
}

const NO_QUESTION = { resolver: undefined, signal: new AbortController().signal, timeout: milliseconds(1) }
