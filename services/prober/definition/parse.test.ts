import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cronInterval, cronLongestGap, cronMistake } from '../../../adapters/cron.ts'
import { readProbeDefinitions } from '../../../adapters/probe-definitions.ts'
import { renderDiagnostics } from '../../../lib/diagnostic/diagnostic.ts'
import { PROBES_FILE } from '../contract/probes-file.ts'
import { parseProbes } from './parse.ts'
import type { References } from './references.ts'

const TESTDATA = 'services/prober/definition/testdata'
const FILES: Readonly<Record<string, string>> = {
  'ca.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  'body.txt': 'how are you\n',
}
const REFERENCES: References = {
  env: name => ({ TOKEN: 's3cret', TWO_LINES: 'one\ntwo' })[name],
  file: path => FILES[path],
  cronMistake,
  cronInterval,
  cronLongestGap,
}

function parse(name: string) {
  return parseProbes({ path: name, text: readFileSync(`${TESTDATA}/${name}`, 'utf8') }, REFERENCES)
}

test('a file with every field is read whole', async () => {
  const { value, diagnostics } = parse('every-field.yaml')
  expect(renderDiagnostics(diagnostics)).toBe('')
  await expect(`${JSON.stringify(value, null, 1)}\n`).toMatchFileSnapshot('testdata/every-field.json')
})

test.each(readdirSync(TESTDATA).filter(name => name.endsWith('.bad.yaml')))(
  '%s gets every mistake with its place and what to do',
  async name => {
    const { diagnostics } = parse(name)
    await expect(renderDiagnostics(diagnostics)).toMatchFileSnapshot(`testdata/${name.replace('.yaml', '.txt')}`)
  },
)

test('the file that ships is good as it stands, without any environment', () => {
  const { value, diagnostics } = readProbeDefinitions(PROBES_FILE, {})
  expect(renderDiagnostics(diagnostics)).toBe('')
  expect(value.probes.map(({ name }) => name)).toContain('home')
  expect(value.evidence.map(({ hop }) => hop)).toEqual(['edge', 'ingress'])
})

test('several app addresses come as one text with commas', () => {
  const { value } = readProbeDefinitions(PROBES_FILE, { APP_ADDRESSES: '127.0.0.1:81,127.0.0.1:82' })
  const app = value.probes[0]?.routes.find(({ path }) => path === 'app')
  expect(app?.addresses).toEqual([
    { host: '127.0.0.1', port: 81 },
    { host: '127.0.0.1', port: 82 },
  ])
})

test('an instance at an address may have a name', () => {
  const { value } = readProbeDefinitions(PROBES_FILE, { APP_ADDRESSES: 'web-1=127.0.0.1:81,[::1]:82' })
  const app = value.probes[0]?.routes.find(({ path }) => path === 'app')
  expect(app?.addresses).toEqual([
    { name: 'web-1', host: '127.0.0.1', port: 81 },
    { host: '::1', port: 82 },
  ])
})

test('what comes from the environment without a default is a secret, and a default in the file is none', () => {
  const text = `probes:
  - name: a
    interval: 5s
    timeout: 4s
    paths: { app: { url: '\${env:URL:-http://example.org/}' } }
    request: { headers: { authorization: 'Bearer \${env:TOKEN}' } }
`
  const { value } = parseProbes({ path: 'x.yaml', text }, REFERENCES)
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what the file says.
  expect(value.secrets).toEqual([{ value: 's3cret', source: '${env:TOKEN}' }])
})

test('the files a definitions file refers to are listed, those that cannot be read too', () => {
  const text = `probes:
  - name: a
    interval: 5s
    timeout: 4s
    paths: { edge: { url: 'https://example.org/', ca: ca.pem } }
    request: { headers: { authorization: 'Bearer \${file:no/such.txt}' } }
`
  expect(parseProbes({ path: 'x.yaml', text }, REFERENCES).value.files).toEqual(['ca.pem', 'no/such.txt'])
})

test('what is sent is a secret though it has a default, unless it is the default', () => {
  const text = (name: string) => `probes:
  - name: a
    interval: 5s
    timeout: 4s
    paths: { app: { url: 'http://example.org/' } }
    request: { method: POST, headers: { x-api-key: '\${env:${name}:-dev}' }, body: 'key=\${env:${name}:-dev}' }
`
  const secretsOf = (name: string) => parseProbes({ path: 'x.yaml', text: text(name) }, REFERENCES).value.secrets
  expect(secretsOf('TOKEN').map(({ value }) => value)).toEqual(['s3cret', 's3cret'])
  expect(secretsOf('UNSET')).toEqual([])
})

test('values of JSON are compared with whatever YAML makes of them, and an empty value is a mistake', () => {
  const text = (equals: string) => `probes:
  - name: a
    interval: 5s
    timeout: 4s
    paths: { app: { url: 'http://example.org/' } }
    expect: { json: [{ pointer: /a, equals: ${equals} }] }
`
  const parsed = (equals: string) => parseProbes({ path: 'x.yaml', text: text(equals) }, REFERENCES)
  const read = ['7', '1.50', 'true', 'ready', '"null"'].map(
    equals => parsed(equals).value.probes[0]?.expect.json[0]?.equals,
  )
  expect(read).toEqual(['7', '1.50', 'true', 'ready', 'null'])
  expect(parsed('null').diagnostics).toMatchObject([
    { code: 'wrong-type', line: 6, help: expect.stringContaining('null') },
  ])
})

test('a diagnostic shows neither what the file refers to nor a secret that stands in it', () => {
  const text = `probes:
  - name: a
    interval: 5s
    timeout: 4s
    paths: { app: { url: 'not a URL \${env:TOKEN}' } }
    request: { headers: { authorization: Bearer abc123 }, metod: GET }
  - name: b
    interval: 5s
    timeout: 4s
    paths: { app: { url: 'https://me:pass4word@example.org/' } }
`
  const { diagnostics } = parseProbes({ path: 'x.yaml', text }, REFERENCES)
  expect(diagnostics.map(({ code }) => code).sort()).toEqual([
    'bad-url',
    'secret-in-file',
    'secret-in-file',
    'unknown-key',
  ])
  expect(renderDiagnostics(diagnostics)).not.toMatch(/s3cret|abc123|pass4word/)
})

test.each([
  '',
  '# nothing\n',
  'probes: 7\n',
  '- a\n',
  'probes: [1, null, {}]\n',
  '\0',
  'probes:\n\t- a',
  '&a [*a, *a]',
])('no text makes it throw: %j', text => {
  expect(parseProbes({ path: 'x.yaml', text }, REFERENCES).diagnostics.length).toBeGreaterThan(0)
})

test('a file that is not there is a diagnostic', () => {
  expect(readProbeDefinitions('no/such.yaml', {}).diagnostics).toMatchObject([
    { code: 'unreadable-file', file: 'no/such.yaml', line: 1, column: 1, length: 1 },
  ])
})

test.each([
  ['7', '7', true],
  ["'7'", '7', undefined],
  ['true', 'true', true],
  ['"null"', 'null', undefined],
  ['12345678901234567890', '12345678901234567890', true],
  ['1.50', '1.50', true],
  ['0x10', '16', true],
  ['ready', 'ready', undefined],
])('equals: %s is read as it is meant', (written, equals, isLiteral) => {
  const text = `probes:
  - name: a
    interval: 5s
    timeout: 4s
    paths: { app: { url: 'http://127.0.0.1/' } }
    expect: { json: [{ pointer: /a, equals: ${written} }] }
`
  const { value } = parseProbes({ path: 'a.yaml', text }, REFERENCES)
  expect(value.probes[0]?.expect.json[0]).toMatchObject(isLiteral ? { equals, isLiteral } : { equals })
})
