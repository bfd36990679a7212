import type { Failure } from '../core/judge/observation.ts'
import type { PhaseClock } from '../core/judge/phase-clock.ts'
import type { Route } from '../definition/model.ts'
import { knownAddress, resolveHost } from './dns/resolve-host.ts'

/** Where to connect, and what the resolver answered. */
export interface Located {
  readonly host: string
  readonly port: number
  readonly resolved: readonly string[]
}

/** Where to connect, or why there is no such place. */
type Location = Located | { readonly failure: Failure }

/**
 * Finds the address to connect to, by the slot's number where there are several; a resolver's time is the phase `dns`, and
 * only a resolver is waited for.
 */
export function locate(
  route: Route,
  clock: PhaseClock,
  deadlineSteady: number,
  slotNumber: number,
): Location | Promise<Location> {
  const fixed = route.addresses[slotNumber % Math.max(1, route.addresses.length)]
  if (fixed !== undefined) return { ...fixed, resolved: [] }
  const known = knownAddress(route.host)
  if (known !== undefined) return { host: known, port: route.port, resolved: [] }
  return askForAddress(route, clock, deadlineSteady, slotNumber)
}

async function askForAddress(
  route: Route,
  clock: PhaseClock,
  deadlineSteady: number,
  slotNumber: number,
): Promise<Location> {
  clock.begin('dns')
  const result = await resolveHost(route.host, { resolver: route.resolver, deadlineSteady })
  clock.stop()
  if ('reason' in result) return { failure: { phase: 'dns', ...result } }
  const { addresses } = result
  return { host: addresses[slotNumber % addresses.length] ?? addresses[0], port: route.port, resolved: addresses }
}
