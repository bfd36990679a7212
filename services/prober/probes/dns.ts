import { queryDns } from '../sockets/dns/query-dns.ts'
import type { Observe } from './observe.ts'

/** Sends the probe's query to the path's resolver. */
export const observeDns: Observe = async (probe, route, { deadlineSteady }) => {
  if (probe.query === undefined) throw new TypeError(`The dns probe "${probe.name}" has no query`)
  return queryDns(probe.query, { resolver: route.resolver, deadlineSteady })
}
