import { exchangeOnSocket } from '../sockets/socket-exchange.ts'
import type { Observe } from './observe.ts'

/** Performs the handshake and checks the certificate; sends nothing. */
export const observeTls: Observe = (probe, route, { deadlineSteady, slotNumber }) =>
  exchangeOnSocket({
    route,
    expect: { ...probe.expect, receive: undefined },
    send: undefined,
    deadlineSteady,
    slotNumber,
  })
