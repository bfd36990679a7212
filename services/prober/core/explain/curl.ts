import type { Probe, Route } from '../../definition/model.ts'

/**
 * A curl command that sends the same request to the same address, with what `hide` leaves of each word; undefined for
 * kinds that are not one request.
 */
export function curlCommand(
  probe: Probe,
  route: Route,
  address: string | undefined,
  hide: (word: string) => string,
): string | undefined {
  if (probe.kind !== 'http') return undefined
  const { request, timeout, expect } = probe
  const scheme = route.isSecure ? 'https' : 'http'
  const url = new URL(`${scheme}://${route.serverName.includes(':') ? `[${route.serverName}]` : route.serverName}`)
  url.port = String(route.port)
  const connectTo = address === undefined ? [] : ['--connect-to', `::${address}`]
  const parts = [
    'curl',
    '--verbose',
    ...['--max-time', String(timeout / 1000)],
    ...connectTo,
    ...(request.httpVersion === '2' ? ['--http2'] : ['--http1.1']),
    ...(route.isSecure && !expect.tls.isVerified ? ['--insecure'] : []),
    ...(route.caFile === undefined ? [] : ['--cacert', route.caFile]),
    ...(request.method === 'GET' ? [] : ['--request', request.method]),
    ...['--header', `Host: ${route.authority}`],
    ...Object.entries(request.headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
    ...(request.body === undefined ? [] : ['--data-raw', request.body]),
    `${url.origin}${route.target}`,
  ]
  // Hidden before quoting, which changes a secret that contains a quotation mark.
  return parts.map(word => quote(hide(word))).join(' ')
}

/** Quoted for a POSIX shell. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
