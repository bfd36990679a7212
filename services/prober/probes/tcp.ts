import { exchangeOnSocket } from '../sockets/socket-exchange.ts'
import type { Observe } from './observe.ts'

/** Connects; sends and waits for a reply where the probe says what. */
export const observeTcp: Observe = (probe, route, { deadline, turn }) =>
  exchangeOnSocket({ route, expect: probe.expect, send: probe.send, deadline, turn })
