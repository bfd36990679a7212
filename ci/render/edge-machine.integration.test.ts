import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ensureCertificates } from '../../adapters/certificates.ts'
import { startUpstream, type TestUpstream } from '../../tests/upstream.testkit.ts'
import { askMachine, fileOf, localSite, startMachine, type TestMachine } from './edge-machine.testkit.ts'

const SITE = 'www.example.org'
const NAMES = [SITE, 'status.example.org', 'grafana.example.org', 'alerts.example.org']

let upstream: TestUpstream
let machine: TestMachine
beforeEach(async () => {
  upstream = await startUpstream()
  machine = await startMachine(Number(upstream.address.split(':')[1]))
})
afterEach(async () => {
  await machine.stop()
  await upstream.close()
})

/** A certificate of an authority of the tests, as certbot would leave it. */
async function writeLineage(folder: string) {
  const { caFile, certificateFile, keyFile } = await ensureCertificates(folder, NAMES, new Date())
  for (const [from, to] of [
    [certificateFile, 'fullchain.pem'],
    [keyFile, 'privkey.pem'],
  ] as const)
    symlinkSync(from, path.join(folder, to))
  return fileOf(machine, path.relative(machine.root, caFile))
}

/**
 * Whether the edge answers under a certificate of this authority and under no other: Nginx takes a moment to read its
 * configuration again, and its worker of before takes connections until then.
 */
async function isServed(ca: string, host = SITE): Promise<boolean> {
  const answer = await askMachine(machine, { host, ca }).catch(() => undefined)
  return answer?.status === 200 && machine.workers().length === 1
}

/** A (fake) certbot that notes what it was asked for, looks whether the challenge is answered, and brings a certificate. */
function writeFakeCertbot(): string {
  const folder = path.join(machine.root, 'bin')
  mkdirSync(folder)
  const file = path.join(folder, 'certbot')
  const challenge = '.well-known/acme-challenge'
  writeFileSync(
    file,
    `#!/bin/sh
set -eu
printf '%s\\n' "$*" >"$ROOT/certbot-arguments"
[ -d "$ROOT/etc/letsencrypt/ready" ] || exit 1
while [ $# -gt 0 ]; do
  case $1 in --webroot-path) webroot=$2 ;; --deploy-hook) hook=$2 ;; esac
  shift
done
mkdir -p "$webroot/${challenge}" "$ROOT/etc/letsencrypt/live"
printf 'token.key' >"$webroot/${challenge}/token"
mv "$ROOT/etc/letsencrypt/ready" "$ROOT/etc/letsencrypt/live/${SITE}"
RENEWED_LINEAGE="$ROOT/etc/letsencrypt/live/${SITE}" sh -c "$hook"
`,
  )
  chmodSync(file, 0o755)
  return `${folder}:${process.env.PATH}`
}

test('before there is a certificate the edge starts with one of its own, and answers what certbot needs for another', async () => {
  const site = localSite()
  const { code, said } = await machine.run('install.sh', site, { PATH: withoutCertbot() })
  expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('apt-get install certbot') })
  mkdirSync(path.join(machine.root, 'var/lib/leadline-edge/.well-known/acme-challenge'), { recursive: true })
  writeFileSync(path.join(machine.root, 'var/lib/leadline-edge/.well-known/acme-challenge/token'), 'token.key')
  await expect.poll(async () => (await askMachine(machine, { host: SITE })).status).toBe(308)
  for (const host of NAMES) {
    const challenge = await askMachine(machine, { host, path: '/.well-known/acme-challenge/token' })
    expect(challenge).toMatchObject({ status: 200, body: 'token.key' })
  }
  await expect(askMachine(machine, { host: SITE, ca: '' })).rejects.toThrow(/self-signed/)
  expect(await askMachine(machine, { host: SITE, isTrusting: true })).toMatchObject({ status: 200, body: 'fine' })
})

test('certbot is asked for every name, and its certificate is in use when it has one', async () => {
  const environment = { PATH: writeFakeCertbot(), ROOT: machine.root }
  const site = localSite(text =>
    text.replace('watchers:', 'certificate: { kind: certbot, email: a@example.org }\n  watchers:'),
  )
  // The names do not lead here yet: the edge runs all the same, and says what is missing.
  const early = await machine.run('install.sh', site, environment)
  expect(early).toMatchObject({ code: 1, said: expect.stringContaining('must lead to this machine from outside') })
  expect((await askMachine(machine, { host: SITE, isTrusting: true })).status).toBe(200)
  // The certificate comes into a folder that is not yet the one in use.
  const ready = path.join(machine.root, 'etc/letsencrypt/ready')
  mkdirSync(path.dirname(ready), { recursive: true })
  const ca = await writeLineage(path.join(machine.root, 'lineage'))
  symlinkSync(path.join(machine.root, 'lineage'), ready)
  expect(await machine.run('install.sh', site, environment)).toMatchObject({
    code: 0,
    said: expect.stringContaining('done'),
  })
  const asked = fileOf(machine, 'certbot-arguments')
  expect(asked).toContain('--email a@example.org')
  expect(asked.match(/-d \S+/g)).toEqual(NAMES.map(name => `-d ${name}`))
  await expect.poll(() => isServed(ca)).toBe(true)
  expect(await isServed(ca, 'status.example.org')).toBe(true)
  const challenge = await askMachine(machine, { host: SITE, path: '/.well-known/acme-challenge/token' })
  expect(challenge).toMatchObject({ status: 200, body: 'token.key' })
  // Another run asks for nothing.
  rmSync(path.join(machine.root, 'certbot-arguments'))
  expect(await machine.run('install.sh', site, environment)).toMatchObject({ code: 0 })
  expect(existsSync(path.join(machine.root, 'certbot-arguments'))).toBe(false)
})

test('renewals and reloads under two hundred requests a second lose none', async () => {
  const live = path.join(machine.root, 'etc/letsencrypt/live')
  mkdirSync(live, { recursive: true })
  const cas = [await writeLineage(path.join(live, 'a')), await writeLineage(path.join(live, 'b'))]
  const lineage = path.join(live, SITE)
  symlinkSync('a', lineage)
  expect(await machine.run('install.sh', localSite())).toMatchObject({ code: 0 })
  await expect.poll(() => isServed(cas.join(''))).toBe(true)
  const ended = new AbortController()
  const answers: Promise<string>[] = []
  let open = 0
  const send = async (): Promise<string> => {
    open += 1
    const answer = askMachine(machine, { host: SITE, ca: cas.join('') })
    const text = await answer.then(({ status, certificate }) => `${status} ${certificate?.fingerprint256}`, String)
    open -= 1
    return text
  }
  const sending = (async () => {
    for (const start = performance.now(); !ended.signal.aborted; await sleep(5)) {
      // By the clock, so that a busy machine sends as many; never more at once than it can answer in the time of a connection.
      while (answers.length < ((performance.now() - start) / 1000) * 200 && open < 100) answers.push(send())
    }
  })()
  // As many requests before and after each renewal, however long a busy machine takes for them.
  const eightyMore = async (): Promise<void> => {
    const before = answers.length
    await expect.poll(() => answers.length, { timeout: 20_000 }).toBeGreaterThan(before + 80)
  }
  for (const name of ['b', 'a', 'b', 'a', 'b']) {
    await eightyMore()
    rmSync(lineage)
    symlinkSync(name, lineage)
    expect(await machine.runInstalled('renewed.sh', { RENEWED_LINEAGE: lineage })).toEqual({ code: 0, said: '' })
  }
  await eightyMore()
  ended.abort()
  await sending
  const seen = new Map<string, number>()
  for (const answer of await Promise.all(answers)) seen.set(answer, (seen.get(answer) ?? 0) + 1)
  expect(answers.length).toBeGreaterThan(400)
  expect([...seen.keys()].filter(answer => !answer.startsWith('200 '))).toEqual([])
  expect(seen.size).toBe(2)
})

test('a renewal of another certificate of the machine is none of the edge’s business', async () => {
  await machine.run('install.sh', localSite(), { PATH: withoutCertbot() })
  const before = readlinkSync(path.join(machine.root, 'etc/leadline-edge/tls'))
  expect(await machine.runInstalled('renewed.sh', { RENEWED_LINEAGE: '/etc/letsencrypt/live/other' })).toMatchObject({
    code: 0,
  })
  expect(readlinkSync(path.join(machine.root, 'etc/leadline-edge/tls'))).toBe(before)
})

test('an authority of our own vouches for our names and for no other, and is given to devices', async () => {
  const site = localSite(text => text.replace('reach: public', 'reach: lan'))
  const { code, said } = await machine.run('install.sh', site)
  expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining('create configmap edge-ca') })
  const ca = fileOf(machine, 'etc/leadline-edge/ca/ca.crt')
  await expect.poll(() => isServed(ca)).toBe(true)
  expect(await isServed(ca, 'status.example.org')).toBe(true)
  // A worker of before may take a last connection while another serves already.
  await expect
    .poll(() => askMachine(machine, { host: SITE, path: '/leadline-ca.crt' }))
    .toMatchObject({ status: 200, body: ca })
  expect(lstatSync(path.join(machine.root, 'etc/leadline-edge/ca/ca.key')).mode & 0o077).toBe(0)
  // What a stolen key would be good for.
  const etc = path.join(machine.root, 'etc/leadline-edge')
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd: etc, stdio: 'pipe' }).toString()
  const verify = (name: string) => {
    writeFileSync(path.join(etc, 'ext'), `subjectAltName=${name}\n`)
    openssl('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=x', '-keyout', 'k', '-out', 'r')
    openssl(...'x509 -req -in r -days 1 -extfile ext -CA ca/ca.crt -CAkey ca/ca.key -set_serial 7 -out c'.split(' '))
    return openssl('verify', '-CAfile', 'ca/ca.crt', 'c')
  }
  expect(verify(`DNS:${SITE}`)).toContain('OK')
  for (const other of ['DNS:bank.example', 'DNS:example.org', 'IP:192.0.2.1', 'IP:2001:db8::1'])
    expect(() => verify(other), other).toThrow(/permitted subtree violation|excluded subtree violation/)
})

test('a certificate of our own authority is renewed in time, and nothing is done where that is not needed', async () => {
  const site = localSite(text => text.replace('reach: public', 'reach: lan'))
  await machine.run('install.sh', site)
  const tls = path.join(machine.root, 'etc/leadline-edge/tls')
  const etc = path.dirname(tls)
  const first = readlinkSync(tls)
  const ca = fileOf(machine, 'etc/leadline-edge/ca/ca.crt')
  expect(await machine.runInstalled('certificate.sh')).toEqual({ code: 0, said: '' })
  expect(readlinkSync(tls)).toBe(first)
  // One that ends in 29 days takes its place.
  const extension = `subjectAltName=${NAMES.map(name => `DNS:${name}`).join(',')}\n`
  writeFileSync(path.join(etc, 'ext'), extension)
  const old =
    'x509 -req -in r -days 29 -extfile ext -CA ca/ca.crt -CAkey ca/ca.key -set_serial 7 -out tls/fullchain.pem'
  const key = 'req -new -newkey rsa:2048 -nodes -subj /CN=x -keyout tls/privkey.pem -out r'
  for (const line of [key, old]) execFileSync('openssl', line.split(' '), { cwd: etc, stdio: 'pipe' })
  expect(await machine.runInstalled('certificate.sh')).toEqual({ code: 0, said: '' })
  expect(readlinkSync(tls)).not.toBe(first)
  expect(existsSync(first)).toBe(false)
  await expect
    .poll(async () => (await askMachine(machine, { host: SITE, ca })).certificate?.valid_to)
    .toSatisfy(end => Date.parse(String(end)) > Date.now() + 80 * 86_400_000)
  // Another name needs another authority, and that is said.
  const renamed = localSite(text => text.replace('reach: public', 'reach: lan').replace('alerts.', 'pager.'))
  expect(await machine.run('install.sh', renamed)).toMatchObject({
    code: 0,
    said: expect.stringContaining('a new authority'),
  })
  expect(fileOf(machine, 'etc/leadline-edge/ca/ca.crt')).not.toBe(ca)
  const now = fileOf(machine, 'etc/leadline-edge/ca/ca.crt')
  await expect
    .poll(() => askMachine(machine, { host: 'pager.example.org', ca: now }).catch(String))
    .toHaveProperty('status')
})

test('files of the owner’s are used as they are, and missed before anything is changed', async () => {
  const folder = path.join(machine.root, 'own')
  const site = localSite(text =>
    text.replace(
      'watchers:',
      `certificate: { kind: files, certificate: ${folder}/server.pem, key: ${folder}/server.key }\n  watchers:`,
    ),
  )
  expect(await machine.run('install.sh', site)).toMatchObject({
    code: 1,
    said: expect.stringContaining(`there is no ${folder}/server.pem`),
  })
  expect((await askMachine(machine, { host: SITE })).body).toBe('debian')
  const { caFile } = await ensureCertificates(folder, NAMES, new Date())
  expect(await machine.run('install.sh', site)).toMatchObject({ code: 0 })
  const ca = fileOf(machine, path.relative(machine.root, caFile))
  await expect.poll(() => isServed(ca)).toBe(true)
})

test('what Nginx refuses is taken back, the first time and later, and Nginx goes on', async () => {
  const folder = path.join(machine.root, 'own')
  await ensureCertificates(folder, NAMES, new Date())
  const site = localSite(text =>
    text.replace(
      'watchers:',
      `certificate: { kind: files, certificate: ${folder}/server.pem, key: ${folder}/server.key }\n  watchers:`,
    ),
  )
  const conflict = path.join(machine.root, 'etc/nginx/conf.d/other.conf')
  writeFileSync(conflict, 'limit_req_zone $uri zone=edge_requests:1m rate=1r/s;\n')
  expect(await machine.run('install.sh', site)).toMatchObject({
    code: 1,
    said: expect.stringMatching(/edge_requests[\s\S]*taken away again/),
  })
  expect(existsSync(path.join(machine.root, 'etc/nginx/conf.d/leadline-edge.conf'))).toBe(false)
  expect((await askMachine(machine, { host: SITE })).body).toBe('debian')
  rmSync(conflict)
  expect(await machine.run('install.sh', site)).toMatchObject({ code: 0 })
  const good = fileOf(machine, 'etc/nginx/conf.d/leadline-edge.conf')
  writeFileSync(conflict, 'limit_req_zone $uri zone=edge_requests:1m rate=1r/s;\n')
  const changed = { ...site, names: { ...site.names, status: 'other.example.org' } }
  expect(await machine.run('install.sh', changed)).toMatchObject({
    code: 1,
    said: expect.stringContaining('one before is in its place'),
  })
  expect(fileOf(machine, 'etc/nginx/conf.d/leadline-edge.conf')).toBe(good)
  rmSync(conflict)
})

test('undo takes away what was installed and brings Debian’s own site back', async () => {
  const site = localSite(text => text.replace('reach: public', 'reach: lan'))
  await machine.run('install.sh', site)
  expect(existsSync(path.join(machine.root, 'etc/systemd/system/leadline-edge.timer'))).toBe(true)
  expect(await machine.run('undo.sh', site)).toMatchObject({
    code: 0,
    said: expect.stringContaining('does not answer'),
  })
  await expect.poll(async () => (await askMachine(machine, { host: SITE })).body).toBe('debian')
  expect(existsSync(path.join(machine.root, 'etc/systemd/system/leadline-edge.timer'))).toBe(false)
  await expect
    .poll(() => askMachine(machine, { host: SITE, isTrusting: true }).then(({ status }) => status, String))
    .toContain('ECONNREFUSED')
  // It can be installed again, and undone from what was installed.
  expect(await machine.run('install.sh', site)).toMatchObject({ code: 0 })
  expect(await machine.runInstalled('undo.sh')).toMatchObject({ code: 0 })
})

/** The programs of this machine, certbot not among them. */
function withoutCertbot(): string {
  const folder = path.join(machine.root, 'programs')
  mkdirSync(folder, { recursive: true })
  for (const name of [
    'sh',
    'nginx',
    'openssl',
    'mkdir',
    'cp',
    'mv',
    'rm',
    'ln',
    'cat',
    'sed',
    'date',
    'grep',
    'readlink',
    'dirname',
    'chmod',
    'sleep',
    'printf',
  ]) {
    const found = (process.env.PATH ?? '')
      .split(':')
      .map(each => path.join(each, name))
      .find(each => existsSync(each))
    if (found !== undefined) symlinkSync(found, path.join(folder, name))
  }
  return folder
}
