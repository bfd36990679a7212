import { exchangeOnSocket } from '../sockets/socket-exchange.ts'
import type { Observe } from './observe.ts'

/** Connects; sends and waits for a reply where the probe defines them. */
export const observeTcp: Observe = (probe, route, { deadlineSteady, slotNumber }) =>
  exchangeOnSocket({ route, expect: probe.expect, send: probe.send, deadlineSteady, slotNumber })
