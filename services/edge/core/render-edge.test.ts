import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { type EdgeSite, renderEdgeSite } from './render-edge.ts'

const TEMPLATE = await readFile(path.join(import.meta.dirname, '../edge.conf.template'), 'utf8')

/** A site as its owner deploys it: public ports, two ingress nodes, names that are not ours refused. */
const SITE: EdgeSite = {
  siteHost: 'status.example.com',
  serverNames: ['status.example.com'],
  httpsListen: '443',
  httpListen: '80',
  statusListen: '127.0.0.1:8081',
  publicHttpsPort: 443,
  methods: ['GET', 'HEAD'],
  watchers: ['10.0.0.0/24', '2001:db8::7'],
  ingressServers: ['10.0.0.11:80', '10.0.0.12:80'],
  certificateFile: '/etc/letsencrypt/live/status.example.com/fullchain.pem',
  keyFile: '/etc/letsencrypt/live/status.example.com/privkey.pem',
  accessLog: '/var/log/nginx/edge.json',
  nginxVersion: '1.22.1',
  refusesUnknownNames: true,
}

/** The same on one machine, where clients come by address. */
const LOCAL: EdgeSite = {
  ...SITE,
  siteHost: 'web.localhost',
  serverNames: ['web.localhost', 'localhost', '127.0.0.1'],
  httpsListen: '127.0.0.1:17443',
  httpListen: '127.0.0.1:17080',
  statusListen: '127.0.0.1:17081',
  publicHttpsPort: 17443,
  watchers: ['127.0.0.2'],
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

describe('a template', () => {
  test('with a placeholder without a value is rejected by its name', () => {
    expect(() => renderEdgeSite(`${TEMPLATE}{{httpPort}}`, SITE)).toThrow(
      new RangeError('Cannot render the edge: nothing fills {{httpPort}}'),
    )
  })

  test('that lacks placeholders is rejected with all of them', () => {
    const poorer = TEMPLATE.replaceAll('{{maxBodySize}}', '1m').replaceAll('{{requestBurst}}', '100')
    expect(() => renderEdgeSite(poorer, SITE)).toThrow(
      new RangeError('Cannot render the edge: the template lacks requestBurst, maxBodySize'),
    )
  })
})

test.each<[string, Partial<EdgeSite>, string]>([
  ['a name', { serverNames: ['status.example.com', 'x; return 200'] }, '"x; return 200" cannot be written as a name'],
  ['a name with a blank', { siteHost: 'status example' }, '"status example" cannot be written as a name'],
  ['a listen address', { httpsListen: '443 ssl; }' }, '"443 ssl; }" cannot be written as an address'],
  ['an ingress address', { ingressServers: ['10.0.0.11:80; }'] }, '"10.0.0.11:80; }" cannot be written as an address'],
  ['a file with a quote', { keyFile: '/etc/"key' }, '"/etc/\\"key" cannot be written as a file'],
  ['a file with a variable', { accessLog: '/log/$host' }, '"/log/$host" cannot be written as a file'],
  ['a file with a line break', { certificateFile: 'a\nb' }, '"a\\nb" cannot be written as a file'],
  ['a method', { methods: ['GET', 'x"'] }, '"x\\"" cannot be written as a method'],
  ['no method at all', { methods: [] }, 'the app knows no method'],
  ['a network', { watchers: ['10.0.0.1; }'] }, '"10.0.0.1; }" cannot be written as a network'],
  ['no ingress at all', { ingressServers: [] }, 'it has no ingress to send to'],
  ['a site that lacks its own name', { serverNames: ['other.example.com'] }, 'lack the site’s own, status.example.com'],
])('%s is rejected before it becomes configuration', (_, change, message) => {
  expect(() => renderEdgeSite(TEMPLATE, { ...SITE, ...change })).toThrow(message)
})
