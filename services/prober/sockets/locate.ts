import { performance } from 'node:perf_hooks'
import type { Failure } from '../core/judge/observation.ts'
import type { PhaseClock } from '../core/judge/phase-clock.ts'
import type { Route } from '../definition/model.ts'
import { networkFailure } from './network-failure.ts'
import { isAddressed, resolveHost } from './resolve-host.ts'

/** Where to connect, and what the resolver said. */
export interface Located {
  readonly host: string
  readonly port: number
  readonly resolved: readonly string[]
}

/** Finds the address whose turn it is; the time a resolver takes is the phase `dns`. */
export async function locate(
  route: Route,
  clock: PhaseClock,
  deadline: number,
  turn: number,
): Promise<Located | { readonly failure: Failure }> {
  const fixed = route.addresses[turn % Math.max(1, route.addresses.length)]
  if (fixed !== undefined) return { ...fixed, resolved: [] }
  if (isAddressed(route.host)) {
    const [host = route.host] = await resolveHost(route.host, NO_QUESTION)
    return { host, port: route.port, resolved: [] }
  }
  clock.begin('dns')
  const timeout = Math.max(1, deadline - performance.now())
  const signal = AbortSignal.timeout(Math.ceil(timeout))
  try {
    const resolved = await resolveHost(route.host, { resolver: route.resolver, signal, timeout })
    clock.stop()
    const host = resolved[turn % resolved.length]
    if (host === undefined) return { failure: { phase: 'dns', reason: 'dns_error', detail: 'The answer is empty' } }
    return { host, port: route.port, resolved }
  } catch (error) {
    clock.stop()
    if (!signal.aborted) return { failure: networkFailure(error, 'dns') }
    return { failure: { phase: 'dns', reason: 'timeout', detail: 'The deadline passed while the resolver was asked' } }
  }
}

const NO_QUESTION = { resolver: undefined, signal: new AbortController().signal, timeout: 1 }
