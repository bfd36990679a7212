import { expect, test } from 'vitest'
import type { ProbeKind } from '../contract/names.ts'
import type { Route } from './model.ts'
import { parsedEntry } from './parse.testkit.ts'

function routeOf(kind: ProbeKind, path: string) {
  const more = kind === 'dns' ? '\nquery: { name: example.org, type: A }' : ''
  const { value, diagnostics } = parsedEntry(
    `kind: ${kind}\ninterval: 5s\ntimeout: 4s\npaths: { app: { ${path} } }${more}`,
  )
  return { route: value.probes[0]?.routes[0], codes: diagnostics.map(({ code }) => code) }
}

test.each([
  ['10.0.0.1:80', { host: '10.0.0.1', port: 80 }],
  ['example.org:1', { host: 'example.org', port: 1 }],
  ['example.org:65535', { host: 'example.org', port: 65_535 }],
  ['[::1]:443', { host: '::1', port: 443 }],
])('%s is an address', (text, address) =>
  expect(routeOf('tcp', `address: '${text}'`)).toMatchObject({ route: address, codes: [] }),
)

test.each(['example.org', 'example.org:0', 'example.org:65536', 'example.org:http', '::1:80', ':80', 'a b:80'])(
  '%s is no address',
  text => expect(routeOf('tcp', `address: '${text}'`)).toEqual({ route: undefined, codes: ['bad-address'] }),
)

test.each<[string, Partial<Route>]>([
  ['http://example.org/', { isSecure: false, port: 80, authority: 'example.org', target: '/' }],
  ['http://example.org:443/', { isSecure: false, port: 443, authority: 'example.org:443' }],
  ['https://example.org/a?b=c#d', { isSecure: true, port: 443, authority: 'example.org', target: '/a?b=c' }],
  ['https://example.org:80/', { isSecure: true, port: 80, authority: 'example.org:80' }],
  ['http://[::1]:8080/', { host: '::1', port: 8080, authority: '[::1]:8080' }],
])('a request to %s goes to %j', (url, expected) =>
  expect(routeOf('http', `url: '${url}'`)).toMatchObject({
    route: { serverName: expected.host ?? 'example.org', ...expected },
    codes: [],
  }),
)

test('a host of its own is asked for by name at the address of the URL', () =>
  expect(routeOf('http', "url: 'http://10.0.0.1:8080/', host: app.test")).toMatchObject({
    route: { host: '10.0.0.1', port: 8080, serverName: 'app.test', authority: 'app.test' },
    codes: [],
  }))

test.each([
  ['café.test', 'xn--caf-dma.test', 'xn--caf-dma.test'],
  ['App.Test', 'app.test', 'app.test'],
  ['app.test.', 'app.test.', 'app.test.'],
  ['app.test:8443', 'app.test', 'app.test:8443'],
  ['app.test:443', 'app.test', 'app.test'],
  ['::1', '::1', '[::1]'],
  ['[::1]:8080', '::1', '[::1]:8080'],
])('the host %s is asked for by the name %s and with the header %s', (host, serverName, authority) =>
  expect(routeOf('http', `url: 'https://10.0.0.1/', host: '${host}'`)).toMatchObject({
    route: { serverName, authority },
    codes: [],
  }),
)

test.each(['two words', 'a.test/path', 'a.test:0', 'a.test:x', 'me@a.test', 'a.test?b', 'a<b', ' '])(
  '%j is no host',
  host => expect(routeOf('http', `url: 'http://10.0.0.1/', host: '${host}'`).codes).toEqual(['bad-host']),
)

test.each([
  ['10.0.0.53', '10.0.0.53:53'],
  ['10.0.0.53:5353', '10.0.0.53:5353'],
  ['[::1]', '[::1]:53'],
  ['[::1]:5353', '[::1]:5353'],
])('the resolver %s is asked at %s', (text, resolver) =>
  expect(routeOf('dns', `resolver: '${text}'`)).toMatchObject({ route: { resolver, host: '', port: 0 }, codes: [] }),
)

test('a resolver that would have to be resolved first is refused', () =>
  expect(routeOf('dns', 'resolver: dns.example.org').codes).toEqual(['bad-address']))
