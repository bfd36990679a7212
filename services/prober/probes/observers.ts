import type { ProbeKind } from '../contract/names.ts'
import { observeDns } from './dns.ts'
import { observeHttp } from './http.ts'
import { observeJourney } from './journey.ts'
import type { Observe } from './observe.ts'
import { observeTcp } from './tcp.ts'
import { observeTls } from './tls.ts'

/** How each kind observes. */
export const OBSERVERS: Readonly<Record<ProbeKind, Observe>> = {
  http: observeHttp,
  tls: observeTls,
  tcp: observeTcp,
  dns: observeDns,
  journey: observeJourney,
}
