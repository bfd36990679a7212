import { exchangeOnSocket } from '../sockets/socket-exchange.ts'
import type { Observe } from './observe.ts'

/** Shakes hands and looks at the certificate; sends nothing. */
export const observeTls: Observe = (probe, route, { deadline, turn }) =>
  exchangeOnSocket({ route, expect: { ...probe.expect, receive: undefined }, send: undefined, deadline, turn })
