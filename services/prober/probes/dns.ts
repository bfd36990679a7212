import { queryDns } from '../sockets/dns-query.ts'
import type { Observe } from './observe.ts'

/** Asks the path's resolver the probe's question. */
export const observeDns: Observe = async (probe, route, { deadline }) => {
  if (probe.query === undefined) throw new TypeError(`The dns probe "${probe.name}" has no query`)
  return queryDns(probe.query, { resolver: route.resolver, deadline })
}
