import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CertificateFiles, ensureCertificates } from '../../adapters/certificates.ts'
import { freePorts } from '../../adapters/processes/ports.ts'
import { EDGE_PLACE, type EdgePlace, edgeFiles } from '../../k8s/edge/edge-machine.ts'
import { parseSite } from '../../k8s/site/parse.ts'
import { nginxMain } from '../../services/stack/ingress/nginx-main.ts'
import { nginxProgram, WORKER_USER } from '../../tests/running-program.testkit.ts'
import { readEdgeSources } from './edge.ts'

const EXAMPLE = readFileSync('k8s/site.example.yaml', 'utf8')
const folder = mkdtempSync(path.join(tmpdir(), 'leadline-values-'))
let certificates: CertificateFiles
let place: EdgePlace
beforeAll(async () => {
  certificates = await ensureCertificates(path.join(folder, 'certificates'), ['localhost'], new Date())
  const [https = 0, http = 0, status = 0] = await freePorts(3)
  place = {
    ...EDGE_PLACE,
    httpsListen: [`127.0.0.1:${https}`],
    httpListen: [`127.0.0.1:${http}`],
    statusListen: `127.0.0.1:${status}`,
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What the real Nginx says of a site file's edge; empty where it takes it without a warning. Undefined where the site file is refused. */
async function nginxSays(text: string): Promise<string | undefined> {
  const { value: site } = parseSite({ path: 'k8s/site.yaml', text })
  if (site === undefined) return undefined
  const files = edgeFiles(site, await readEdgeSources(), place)
  const conf = (files.get('nginx.conf') ?? '')
    .replace(/ssl_certificate "[^"]*"/g, `ssl_certificate "${certificates.certificateFile}"`)
    .replace(/ssl_certificate_key "[^"]*"/g, `ssl_certificate_key "${certificates.keyFile}"`)
    .replace(/access_log "[^"]*"/g, `access_log "${folder}/access.log"`)
  const file = path.join(folder, 'nginx.conf')
  writeFileSync(file, nginxMain({ folder, workerUser: WORKER_USER }, conf))
  return new Promise(resolve => {
    execFile(nginxProgram(), ['-t', '-q', '-p', folder, '-e', 'stderr', '-c', file], (error, stdout, stderr) =>
      resolve(`${error === null ? '' : 'refused: '}${stdout}${stderr}`),
    )
  })
}

interface Values {
  readonly hosts: readonly string[]
  readonly nodes: readonly string[]
  readonly lan: readonly string[]
  readonly watchers: readonly string[]
  readonly lanOnly: readonly string[]
  readonly isOwn: boolean
  readonly methods: readonly string[]
  readonly body: string
}

const LABEL = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)
const HOST = fc
  .array(LABEL, { minLength: 1, maxLength: 4 })
  .map(labels => [...labels, 'org'].join('.'))
  .filter(host => host.length <= 253)
const OCTET = fc.integer({ min: 1, max: 126 })
const IPV4 = fc.tuple(OCTET, OCTET, OCTET, OCTET).map(octets => octets.join('.'))
const ADDRESS = fc.oneof(IPV4, fc.constantFrom('fd00::a', '2001:db8::1', '2001:db8:0:1:2:3:4:5'))
const NETWORK = fc.constantFrom(
  '10.0.0.0/8',
  '192.168.1.0/24',
  '192.0.2.7/32',
  'fd00::/64',
  'fc00::/7',
  '2001:db8::1/128',
)
const some = <T>(one: fc.Arbitrary<T>, maxLength: number) => fc.array(one, { minLength: 1, maxLength })
const SITES: fc.Arbitrary<Values> = fc.record({
  hosts: fc.uniqueArray(HOST, { minLength: 4, maxLength: 4 }),
  nodes: fc.uniqueArray(ADDRESS, { minLength: 1, maxLength: 4 }),
  lan: some(NETWORK, 4),
  watchers: some(ADDRESS, 3),
  lanOnly: fc.subarray(['site', 'status', 'grafana', 'alertmanager']),
  isOwn: fc.boolean(),
  methods: fc.subarray(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], { minLength: 1 }),
  body: fc.constantFrom('1Mi', '512Mi', '2Gi', '1Ti'),
})

function siteText({ hosts, nodes, lan, watchers, lanOnly, isOwn, methods, body }: Values): string {
  const list = (values: readonly string[]) => `[${values.map(value => `'${value}'`).join(', ')}]`
  const [site = '', status = '', grafana = '', alerts = ''] = hosts
  const own = isOwn ? `\n  image: a/b:1\n  memory: 64Mi\n  methods: ${list(methods)}\n  max_body: ${body}` : ''
  return EXAMPLE.replace('www.example.org', `'${site}'`)
    .replace('status.example.org', `'${status}'`)
    .replace('grafana.example.org', `'${grafana}'`)
    .replace('alerts.example.org', `'${alerts}'`)
    .replace('[192.0.2.11, 192.0.2.12]', list(nodes))
    .replace('[198.51.100.0/24]', `${list(lan)}\n  lan_only: ${list(lanOnly)}`)
    .replace('[192.0.2.20]', list(watchers))
    .replace('replicas: 2', `replicas: 2${own}`)
}

test('what the parser takes Nginx takes, without a warning', async () => {
  let taken = 0
  await fc.assert(
    fc.asyncProperty(SITES, async site => {
      const said = await nginxSays(siteText(site))
      if (said === undefined) return
      taken += 1
      expect(said).toBe('')
    }),
    { numRuns: 40 },
  )
  expect(taken).toBeGreaterThan(30)
}, 120_000)

test.each([
  [
    'names of the longest kind',
    (index: number) => `${`${index}`.repeat(60)}.${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(60)}.org`,
  ],
  ['names of 46 characters', (index: number) => `${`${index}`.repeat(34)}.example.org`],
  ['names of 47 characters', (index: number) => `${`${index}`.repeat(35)}.example.org`],
])('%s are taken', async (_, nameOf) => {
  const site = { nodes: ['192.0.2.11'], lan: ['192.0.2.11/32'], watchers: ['192.0.2.11'], lanOnly: [] }
  const own = { isOwn: false, methods: [], body: '1Mi' } as const
  expect(await nginxSays(siteText({ ...site, ...own, hosts: [1, 2, 3, 4].map(nameOf) }))).toBe('')
})
