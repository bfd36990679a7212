import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { program } from '../edge.testkit.ts'
import type { EdgeServer, EdgeSite } from './edge-site.ts'
import { renderEdgeSite } from './render-edge.ts'

const TEMPLATE = await readFile(path.join(import.meta.dirname, '../edge.conf.template'), 'utf8')

const READING = ['GET', 'HEAD']

/** A site as its owner deploys it: public ports, two ingress nodes, names that are not ours refused. */
const SITE: EdgeSite = {
  servers: [
    program('site', { host: 'www.example.com', methods: READING }),
    program('status', { host: 'status.example.com', methods: READING }),
    program('grafana', {
      host: 'grafana.example.com',
      maxBody: '10m',
      isLanOnly: true,
      hasStreams: true,
      isUnsigned: true,
    }),
  ],
  httpsListen: ['443', '[::]:443'],
  httpListen: ['80', '[::]:80'],
  statusListen: '127.0.0.1:8081',
  publicHttpsPort: 443,
  lan: ['192.168.1.0/24', 'fd00::/64'],
  watchers: ['10.0.0.0/24', '2001:db8::7'],
  ingressServers: ['10.0.0.11:80', '10.0.0.12:80'],
  certificateFile: '/etc/letsencrypt/live/status.example.com/fullchain.pem',
  keyFile: '/etc/letsencrypt/live/status.example.com/privkey.pem',
  plainFile: { kind: 'challenge', folder: '/var/lib/acme' },
  accessLog: '/var/log/nginx/edge.json',
  nginxVersion: '1.22.1',
  refusesUnknownNames: true,
}

/** The same on one machine, where clients come by address. */
const LOCAL: EdgeSite = {
  ...SITE,
  servers: [
    program('site', { host: 'web.localhost', hosts: ['web.localhost', 'localhost', '127.0.0.1'], methods: READING }),
  ],
  httpsListen: ['127.0.0.1:17443'],
  httpListen: ['127.0.0.1:17080'],
  statusListen: '127.0.0.1:17081',
  publicHttpsPort: 17443,
  lan: [],
  watchers: ['127.0.0.2'],
  plainFile: undefined,
  ingressServers: ['127.0.0.1:17100'],
  refusesUnknownNames: false,
}

test.each([
  ['deployed', SITE],
  ['local', LOCAL],
])('the %s site is written as in its golden file', async (name, site) => {
  await expect(renderEdgeSite(TEMPLATE, site)).toMatchFileSnapshot(`testdata/${name}.conf`)
})

test.each([
  ['1.22.1', 'listen 443 ssl http2;', false],
  ['1.25.0', 'listen 443 ssl http2;', false],
  ['1.25.1', 'listen 443 ssl;', true],
  ['1.26.3', 'listen 443 ssl;', true],
  ['1.29.7', 'listen 443 ssl;', true],
  ['2.0.0', 'listen 443 ssl;', true],
])('HTTP/2 is switched on as Nginx %s expects it', (nginxVersion, listen, hasDirective) => {
  const text = renderEdgeSite(TEMPLATE, { ...SITE, nginxVersion })
  expect(text).toContain(listen)
  expect(text.includes('http2 on;')).toBe(hasDirective)
})

test('one node is asked whatever happened, and several are their own backup', () => {
  const upstreams = (ingressServers: readonly string[]) =>
    [...renderEdgeSite(TEMPLATE, { ...SITE, ingressServers }).matchAll(/^ {2}server (.*);$/gm)].map(([, text]) => text)
  expect(upstreams(['a:80'])).toEqual(['a:80 max_fails=2 fail_timeout=5s'])
  expect(upstreams(['a:80', 'b:80']).slice(2)).toEqual(['a:80 max_fails=0 backup', 'b:80 max_fails=0 backup'])
})

describe('a template', () => {
  test('with a placeholder without a value is rejected by its name', () => {
    expect(() => renderEdgeSite(`${TEMPLATE}{{httpPort}}`, SITE)).toThrow(
      new RangeError('Cannot render the edge: nothing fills {{httpPort}}'),
    )
  })

  test('that lacks placeholders is rejected with all of them', () => {
    const poorer = TEMPLATE.replaceAll('{{maxBody}}', '1m').replaceAll('{{requestBurst}}', '100')
    expect(() => renderEdgeSite(poorer, SITE)).toThrow(
      new RangeError('Cannot render the edge: the template lacks requestBurst, maxBody'),
    )
  })
})

const [FIRST = program('site', {})] = SITE.servers
const withServer = (change: Partial<EdgeServer>): Partial<EdgeSite> => ({ servers: [{ ...FIRST, ...change }] })

test.each<[string, Partial<EdgeSite>, string]>([
  [
    'a name',
    withServer({ hosts: ['www.example.com', 'x; return 200'] }),
    '"x; return 200" cannot be written as a name',
  ],
  ['a name with a blank', withServer({ host: 'www example' }), '"www example" cannot be written as a name'],
  ['a program', withServer({ name: 'a b' }), '"a b" cannot be written as a program'],
  ['a listen address', { httpsListen: ['443 ssl; }'] }, '"443 ssl; }" cannot be written as an address'],
  ['an ingress address', { ingressServers: ['10.0.0.11:80; }'] }, '"10.0.0.11:80; }" cannot be written as an address'],
  ['a file with a quote', { keyFile: '/etc/"key' }, '"/etc/\\"key" cannot be written as a file'],
  ['a file with a variable', { accessLog: '/log/$host' }, '"/log/$host" cannot be written as a file'],
  ['a file with a line break', { certificateFile: 'a\nb' }, '"a\\nb" cannot be written as a file'],
  ['a folder', { plainFile: { kind: 'challenge', folder: '/a";' } }, '"/a\\";" cannot be written as a file'],
  ['an authority', { plainFile: { kind: 'authority', file: '$a' } }, '"$a" cannot be written as a file'],
  ['a method', withServer({ methods: ['GET', 'x"'] }), '"x\\"" cannot be written as a method'],
  ['no method at all', withServer({ methods: [] }), 'www.example.com knows no method'],
  ['a path', withServer({ hiddenPaths: ['a|b'] }), '"a|b" cannot be written as a path'],
  ['a size', withServer({ maxBody: '1m; }' }), '"1m; }" cannot be written as a size'],
  ['a network', { watchers: ['10.0.0.1; }'] }, '"10.0.0.1; }" cannot be written as a network'],
  ['a network of our own', { lan: ['10.0.0.1; }'] }, '"10.0.0.1; }" cannot be written as a network'],
  ['no ingress at all', { ingressServers: [] }, 'it has no ingress to send to'],
  ['no name at all', { servers: [] }, 'it answers to no name'],
  ['a site that lacks its own name', withServer({ hosts: ['other.example.com'] }), 'lead to www.example.com lack it'],
])('%s is rejected before it becomes configuration', (_, change, message) => {
  expect(() => renderEdgeSite(TEMPLATE, { ...SITE, ...change })).toThrow(message)
})
