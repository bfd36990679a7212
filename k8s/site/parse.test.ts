import { readFileSync } from 'node:fs'
import Ajv from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { inReadingOrder, renderDiagnostics } from '../../lib/diagnostic/diagnostic.ts'
import { parseSite } from './parse.ts'

const EXAMPLE = readFileSync('k8s/site.example.yaml', 'utf8')
/** The port of metrics as the manifest has it. */
const METRICS_PORT = /name: metrics, containerPort: (\d+)/.exec(
  readFileSync(new URL('../app/deployment.yaml', import.meta.url), 'utf8'),
)?.[1]

function diagnosed(text: string) {
  return parseSite({ path: 'k8s/site.yaml', text })
}

/** The example with one text replaced; a text that is not there would make a test that cannot fail. */
function changed(from: string, to: string): string {
  expect(EXAMPLE).toContain(from)
  return EXAMPLE.replace(from, to)
}

test('the filled example has no mistake', () => {
  const { value, diagnostics } = diagnosed(EXAMPLE)
  expect(renderDiagnostics(diagnostics)).toBe('')
  expect(value).toMatchObject({
    names: { site: 'www.example.org', status: 'status.example.org' },
    nodes: ['192.0.2.11', '192.0.2.12'],
    app: { ownImage: undefined, port: 8080, replicas: 2, live: '/healthz', ready: '/readyz' },
    edge: {
      lan: ['198.51.100.0/24'],
      lanOnly: ['grafana', 'alertmanager'],
      watchers: ['192.0.2.20'],
      certificate: { kind: 'certbot', email: undefined },
      nginx: '1.22',
    },
    receivers: [{ severity: 'page', kind: 'telegram', to: '-1001234567890' }, { severity: 'ticket' }],
  })
})

test('the file that comes with the repository has placeholders and nothing else wrong, each reported at its place', () => {
  const { value, diagnostics } = diagnosed(readFileSync('k8s/site.yaml', 'utf8'))
  expect(value).toBeUndefined()
  expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(['placeholder']))
  expect(diagnostics.length).toBe(10)
  expect(diagnostics[0]).toMatchObject({ file: 'k8s/site.yaml', column: 9, message: expect.stringContaining('"name"') })
})

/** A mistake in the example, by its code, and the change of one text that makes it. */
const MISTAKES: readonly (readonly [code: string, from: string, to: string])[] = [
  ['bad-host-name', 'name: www.example.org', 'name: https://www.example.org/'],
  ['bad-host-name', 'name: www.example.org', 'name: "www.example.org; return 444"'],
  ['bad-host-name', 'name: www.example.org', 'name: Www.example.org'],
  ['bad-host-name', 'name: www.example.org', 'name: 192.0.2.1'],
  ['same-name', 'status: status.example.org', 'status: www.example.org'],
  ['bad-repository', 'https://github.com/example/leadline', 'git@github.com:example/leadline'],
  ['bad-repository', 'https://github.com/example/leadline', 'https://github.com/example/$(id)'],
  ['bad-address', 'address: 192.0.2.10', 'address: 192.0.2.256'],
  ['bad-address', '192.0.2.12]', 'node-2]'],
  ['bad-address', 'address: 192.0.2.10', 'address: 0.0.0.0'],
  ['bad-address', 'address: 192.0.2.10', 'address: 127.0.0.1'],
  ['bad-address', 'address: 192.0.2.10', 'address: 224.0.0.1'],
  ['bad-address', 'address: 192.0.2.10', 'address: 255.255.255.255'],
  ['bad-address', 'address: 192.0.2.10', "address: '::'"],
  ['bad-address', 'address: 192.0.2.10', "address: '::1'"],
  ['bad-address', 'address: 192.0.2.10', 'address: ff02::1'],
  ['bad-address', 'address: 192.0.2.10', 'address: fe80::1'],
  ['bad-address', 'address: 192.0.2.10', "address: '::ffff:192.0.2.10'"],
  ['bad-address', 'address: 192.0.2.10', "address: '::ffff:c000:20a'"],
  ['bad-address', 'address: 192.0.2.10', 'address: 192.0.2.010'],
  ['missing-key', '  lan: [198.51.100.0/24]', '  #'],
  ['bad-network', '198.51.100.0/24', '198.51.100.0'],
  ['bad-network', '198.51.100.0/24', '198.51.100.1/24'],
  ['bad-network', '198.51.100.0/24', '0.0.0.0/0'],
  ['bad-network', '198.51.100.0/24', '198.51.100.0/33'],
  ['bad-network', '198.51.100.0/24', "'fd00::1/64'"],
  ['bad-network', '198.51.100.0/24', "'::/0'"],
  ['bad-network', '198.51.100.0/24', '"198.51.100.0/24; }"'],
  ['no-lan', '[198.51.100.0/24]', '[]'],
  ['unknown-choice', 'watchers: [192.0.2.20]', 'lan_only: [grafanna]'],
  ['bad-address', '192.0.2.20', '192.0.2.0/24'],
  ['bad-email', 'watchers: [192.0.2.20]', 'certificate: { kind: certbot, email: "a b@c" }'],
  ['unknown-choice', 'watchers: [192.0.2.20]', 'certificate: { kind: acme }'],
  ['other-certificate', 'watchers: [192.0.2.20]', 'certificate: { kind: certbot, key: /etc/a.key }'],
  ['missing-key', 'watchers: [192.0.2.20]', 'certificate: { kind: files, key: /etc/a.key }'],
  ['bad-file', 'watchers: [192.0.2.20]', 'certificate: { kind: files, key: /etc/a.key, certificate: "/a b" }'],
  ['bad-file', 'watchers: [192.0.2.20]', 'certificate: { kind: files, key: /etc/../a, certificate: /etc/a }'],
  ['certificate-reach', 'watchers: [192.0.2.20]', 'certificate: { kind: own-ca }'],
  ['bad-version', 'watchers: [192.0.2.20]', "nginx: '1.9'"],
  ['bad-version', 'watchers: [192.0.2.20]', "nginx: '1.18'"],
  ['own-app-only', 'replicas: 2', 'methods: [GET]'],
  ['own-app-only', 'replicas: 2', 'max_body: 1Mi'],
  ['unknown-choice', 'replicas: 2', `image: example.org/shop:1\n  memory: 64Mi\n  methods: [GET, TRACE]`],
  ['no-methods', 'replicas: 2', `image: example.org/shop:1\n  memory: 64Mi\n  methods: []`],
  ['bad-quantity', 'replicas: 2', `image: example.org/shop:1\n  memory: 64Mi\n  max_body: 1m`],
  ['same-node', '192.0.2.12]', '192.0.2.11]'],
  ['same-node', '[192.0.2.11, 192.0.2.12]', "[fd00::a, 'fd00:0::a']"],
  ['same-machine', '192.0.2.20 }', '192.0.2.10 }'],
  ['same-machine', 'name: runner', 'name: edge'],
  ['machine-is-node', '192.0.2.20 }', '192.0.2.12 }'],
  ['same-machine', 'name: outside', 'name: cluster'],
  ['bad-address', 'outside, address: 192.0.2.20 }', 'outside, address: 192.0.2.20, edge: here }'],
  ['bad-machine-name', 'name: runner', 'name: runner.example'],
  ['bad-address', '192.0.2.20 }', 'runner }'],
  ['same-platform', '[amd64, arm64]', '[amd64, arm64, amd64]'],
  ['no-platforms', '[amd64, arm64]', '[]'],
  ['no-nodes', 'nodes: [192.0.2.11, 192.0.2.12]', 'nodes: []'],
  ['bad-version', "kubernetes: '1.34'", "kubernetes: 'v1.34.2'"],
  ['unknown-choice', "traefik_chart: '37'", "traefik_chart: '38'"],
  ['bad-uid', "traefik_chart: '37'", "traefik_chart: '37'\n  uid: abc"],
  ['bad-image', 'ghcr.io/example/leadline@sha256:3a7b', 'ghcr.io/Example/leadline@sha256:3a7b'],
  ['bad-image', /@sha256:\w+/.exec(EXAMPLE)?.[0] ?? '', ''],
  ['bad-image', /@sha256:\w+/.exec(EXAMPLE)?.[0] ?? '', ':v 1'],
  ['bad-image', 'replicas: 2', 'image: example.org:5000/shop\n  memory: 64Mi'],
  ['bad-registry', 'pull_secret: registry', 'plain_http: [http://192.168.1.10:5000]'],
  ['bad-object-name', 'pull_secret: registry', 'pull_secret: my_registry'],
  ['unknown-choice', '[amd64, arm64]', '[amd64, arm]'],
  ['out-of-range', 'replicas: 2', 'replicas: 1'],
  ['out-of-range', 'replicas: 2', 'port: 80'],
  ['out-of-range', 'replicas: 2', 'replicas: 2.5'],
  ['out-of-range', 'replicas: 2', 'port: 8080.5'],
  ['port-taken', 'replicas: 2', `port: ${METRICS_PORT}`],
  ['bad-path', 'replicas: 2', 'live: /healthz"'],
  ['missing-key', 'replicas: 2', `image: example.org/shop@sha256:${'a'.repeat(64)}`],
  ['own-memory', 'replicas: 2', 'memory: 1Gi'],
  ['own-app-only', 'replicas: 2', 'unsigned: true'],
  ['bad-quantity', 'prometheus: 20Gi', 'prometheus: 20G'],
  ['wrong-type', 'retention: 100d', 'retention: 100'],
  ['bad-recipient', 'to: oncall@example.org', 'to: "a b"'],
  ['bad-recipient', 'to: oncall@example.org', 'to: oncall'],
  ['bad-recipient', "to: '-1001234567890'", 'to: my-chat'],
  ['bad-recipient', 'kind: telegram', 'kind: webhook'],
  ['bad-mail-server', 'smtp.example.org:587', 'smtp.example.org:25'],
  ['email-only', 'key: telegram-token', 'key: telegram-token, from: a@example.org'],
  ['bad-secret-key', 'key: telegram-token', "key: '..'"],
  ['bad-secret-key', 'key: telegram-token', 'key: ..token'],
  ['missing-key', ', to: oncall@example.org', ''],
  ['bad-secret-key', 'key: telegram-token', 'key: "123456:ABC/DEF"'],
  ['unknown-key', 'reach: public', 'reach: public\n  raech: lan'],
  ['duplicate-key', 'reach: public', 'reach: public\n  reach: lan'],
  ['placeholder', 'name: www.example.org', 'name: <the name>'],
]

test.each(MISTAKES)('%s is reported once, and nothing is used', (code, from, to) => {
  const { value, diagnostics } = diagnosed(changed(from, to))
  expect(diagnostics.map(diagnostic => diagnostic.code)).toEqual([code])
  expect(value).toBeUndefined()
})

test('what is said of each mistake is as in the golden file, from which the document is made', async () => {
  const files = MISTAKES.map(([, from, to]) => changed(from, to))
  const more = [
    changed("'1.34'", "'1.35'"),
    changed('address: 192.0.2.10', 'address: 192.0.2.12'),
    `${EXAMPLE}---\nsite: {}\n`,
  ]
  const texts = [...files, ...more].map(text => renderDiagnostics(diagnosed(text).diagnostics))
  const said = texts.map(text => text.replace(/\n\n1 (error|warning)\n$/, ''))
  await expect(`${said.join('\n\n')}\n`).toMatchFileSnapshot('testdata/site.bad.txt')
})

test.each([
  ['192.0.2.12]', 'node-2]', 'bad-address'],
  ['192.0.2.12]', '<second>]', 'placeholder'],
  ['192.0.2.12]', '192.0.2.11]', 'same-node'],
])('what is wrong with one entry of a list points at that entry (%s to %s)', (from, to, code) => {
  expect(diagnosed(changed(from, to)).diagnostics).toMatchObject([{ code, line: 17, column: 23 }])
})

test.each(['38', '41'])('for another chart than %s no number is guessed', chart => {
  expect(diagnosed(changed("'37'", `'${chart}'`)).diagnostics).toMatchObject([{ help: 'Known: 37, 40.' }])
})

test.each(['fd00::10', '2001:db8::a', '10.0.0.1', '192.0.2.0'])('%s is an address', address => {
  expect(diagnosed(changed('address: 192.0.2.10', `address: '${address}'`)).diagnostics).toEqual([])
})

test.each(['10.0.0.0/8', '192.0.2.7/32', 'fd00::/64', 'fc00::/7', '2001:db8::a/128'])('%s is a network', network => {
  expect(diagnosed(changed('[198.51.100.0/24]', `['${network}']`)).diagnostics).toEqual([])
})

test('without a word of the certificate it is of certbot for a public site, and of an own authority in the own network', () => {
  const local = changed('reach: public', 'reach: lan')
  expect(diagnosed(EXAMPLE).value?.edge.certificate).toEqual({ kind: 'certbot', email: undefined })
  expect(diagnosed(local).value?.edge.certificate).toEqual({ kind: 'own-ca' })
  const asked = local.replace('watchers: [192.0.2.20]', 'certificate: { kind: certbot }')
  expect(diagnosed(asked).diagnostics.map(({ code }) => code)).toEqual(['certificate-reach'])
})

test('nothing is for the own network alone where that is said, and the own network is then not needed', () => {
  const open = changed('lan: [198.51.100.0/24]', 'lan_only: []\n  lan: []')
  expect(diagnosed(open)).toMatchObject({ value: { edge: { lan: [], lanOnly: [] } }, diagnostics: [] })
})

test.each(["'-100'", "'42'"])('telegram writes to %s', to => {
  expect(diagnosed(changed("'-1001234567890'", to)).diagnostics).toEqual([])
})

test('an address of IPv6 is used in the spelling that Kubernetes takes without a warning', () => {
  const text = changed('address: 192.0.2.10', "address: '2001:0db8:0::0a'").replace('192.0.2.12', 'fd00:0:0::1')
  expect(diagnosed(text).value).toMatchObject({ edgeAddress: '2001:db8::a', nodes: ['192.0.2.11', 'fd00::1'] })
})

test('another minor version of Kubernetes is a warning that says what still holds', () => {
  const { value, diagnostics } = diagnosed(changed("'1.34'", "'1.35'"))
  expect(value?.cluster.kubernetes).toBe('1.35')
  expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'other-kubernetes', line: 18 }])
})

test('an edge on a node is a warning, in whatever spelling: Traefik has its ports, unless an owner took them away', () => {
  const { value, diagnostics } = diagnosed(changed('address: 192.0.2.10', 'address: 192.0.2.12'))
  expect(value?.edgeAddress).toBe('192.0.2.12')
  expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'edge-is-node', line: 12, column: 12 }])
  const spelt = changed('address: 192.0.2.10', "address: 'fd00:0::a'").replace('192.0.2.12]', "'fd00::a']")
  expect(diagnosed(spelt).diagnostics).toMatchObject([{ code: 'edge-is-node' }])
})

test('every mistake of a file is reported at once', () => {
  const text = changed('www.example.org', 'WWW')
    .replace('192.0.2.10', 'x')
    .replace('/leadline', '/"')
    .replace('20Gi', '2G')
  expect(inReadingOrder(diagnosed(text).diagnostics).map(({ code, line }) => [code, line])).toEqual([
    ['bad-host-name', 5],
    ['bad-repository', 9],
    ['bad-address', 12],
    ['bad-quantity', 36],
  ])
})

test('a value that was put where a key belongs is not repeated', () => {
  const text = changed('key: telegram-token', 'key: "123456:very/secret"')
  const [mistake] = diagnosed(text).diagnostics
  expect(mistake?.message).not.toContain('secret"')
  expect(mistake?.message).not.toContain('123456')
})

/** What ends or opens something in Nginx, a shell, PromQL, YAML or a Go template. */
const UNSAFE = /["'`\\;{}$()|&<>*?!#%\s]/

test('no text with a character that means something to Nginx, a shell or PromQL gets into a site, wherever it stands', () => {
  const places = [
    (text: string) => changed('name: www.example.org', `name: ${text}`),
    (text: string) => changed('repository: https://github.com/example/leadline', `repository: ${text}`),
    (text: string) => changed('address: 192.0.2.10', `address: ${text}`),
    (text: string) => changed('lan: [198.51.100.0/24]', `lan: [${text}]`),
    (text: string) => changed('watchers: [192.0.2.20]', `watchers: [${text}]`),
    (text: string) => changed('watchers: [192.0.2.20]', `certificate: { kind: certbot, email: ${text} }`),
    (text: string) => changed('watchers: [192.0.2.20]', `certificate: { kind: files, key: ${text}, certificate: /a }`),
    (text: string) => changed('replicas: 2', `live: ${text}`),
    (text: string) => changed('pull_secret: registry', `pull_secret: ${text}`),
    (text: string) => changed('to: oncall@example.org', `to: ${text}`),
  ]
  const hostile = fc
    .tuple(
      fc.constantFrom('www.example.org', 'https://a.org/b', '192.0.2.1', '/a', 'a'),
      fc.nat(20),
      fc.constantFrom(...`"'\`\\;{}$()|&<>*?!# \n\t`),
    )
    .map(([good, at, bad]) => good.slice(0, at) + bad + good.slice(at))
  fc.assert(
    fc.property(hostile, fc.constantFrom(...places), (text, place) => {
      expect(UNSAFE.test(text)).toBe(true)
      expect(diagnosed(place(JSON.stringify(text))).value).toBeUndefined()
    }),
    { numRuns: 500 },
  )
})

test('the schema for editors takes the example and refuses what is misspelt', () => {
  const validate = new Ajv.default({ strict: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync('k8s/site.schema.json', 'utf8')),
  )
  expect(validate(parseYaml(EXAMPLE)), JSON.stringify(validate.errors)).toBe(true)
  expect(validate(parseYaml(changed('reach:', 'raech:')))).toBe(false)
})
