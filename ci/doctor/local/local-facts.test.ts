import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ensureCertificates } from '../../../adapters/certificates.ts'
import { freePort } from '../../../adapters/processes/ports.ts'
import { runProgram } from '../../../adapters/processes/run-program.ts'
import { serveDns } from '../../../services/prober/probes/fault-servers.testkit.ts'
import { DEFAULT_PORTS } from '../../../services/stack/plan/ports.ts'
import { selectFacts } from '../core/fact.ts'
import { examine } from '../examine.ts'
import { LOCAL_FACTS } from './local-facts.ts'
import { createLocalPlace, type LocalPlace } from './local-place.ts'

let repository = ''
beforeEach(() => {
  repository = mkdtempSync(path.join(tmpdir(), 'leadline-local-'))
})
afterEach(() => rmSync(repository, { recursive: true, force: true }))

/** What one fact is found to be on a machine that differs from this one. */
async function findingOf(id: string, changes: Partial<LocalPlace> = {}) {
  const env = { PATH: process.env.PATH, HOME: repository }
  const place = { ...createLocalPlace({ repository, env, now: () => new Date() }), ...changes }
  const examined = await examine(selectFacts(LOCAL_FACTS, [id]), place)
  return examined.find(one => one.id === id)?.finding
}

const bad = (says: RegExp, mend: RegExp) => ({
  state: 'bad',
  says: expect.stringMatching(says),
  mend: expect.stringMatching(mend),
})

function writePackages(installed: string | undefined): void {
  const lock = (version: string) =>
    JSON.stringify({
      packages: { '': {}, 'node_modules/koa': { version }, 'node_modules/mac': { version, optional: true } },
    })
  writeFileSync(path.join(repository, 'package-lock.json'), lock('3.3.0'))
  mkdirSync(path.join(repository, 'node_modules'))
  if (installed === undefined) return
  const there = { packages: { 'node_modules/koa': { version: installed } } }
  writeFileSync(path.join(repository, 'node_modules/.package-lock.json'), JSON.stringify(there))
}

test.each([
  ['as in the lock file', '3.3.0', { state: 'good' }],
  ['of another version', '3.2.0', bad(/not as in the lock file: koa/, /npm ci/)],
  ['not installed', undefined, bad(/not installed/, /npm ci/)],
])('packages that are %s', async (_, installed, expected) => {
  writePackages(installed)
  expect(await findingOf('packages')).toMatchObject(expected)
})

test('programs are found on the search path, and each that is missing is named', async () => {
  expect(await findingOf('programs')).toMatchObject({ state: 'good' })
  const env = { PATH: process.env.PATH, TRAEFIK_BIN: '/nowhere/traefik' }
  expect(await findingOf('programs', { env })).toEqual(bad(/TRAEFIK_BIN names "\/nowhere\/traefik"/, /setup\.sh/))
})

test('versions are asked of the programs themselves, and an old one is named', async () => {
  expect(await findingOf('versions')).toMatchObject({ state: 'good', says: expect.stringMatching(/^nginx \d+\.\d+, /) })
  const old = path.join(repository, 'nginx')
  writeFileSync(old, '#!/bin/sh\necho nginx version: nginx/1.18.0 >&2\n')
  chmodSync(old, 0o755)
  const run: LocalPlace['run'] = (names, args) => runProgram(names[0] === 'nginx' ? old : (names.at(-1) ?? ''), args)
  expect(await findingOf('versions', { run })).toEqual(bad(/too old: nginx 1\.18/, /nginx 1\.22 or newer/))
})

test('a port that another program holds is named with it', async () => {
  const ports = { ...DEFAULT_PORTS, prober: await freePort() }
  const others = Object.fromEntries(await Promise.all(Object.keys(ports).map(async name => [name, await freePort()])))
  const free = { ...others, prober: ports.prober } as LocalPlace['ports']
  expect(await findingOf('ports', { ports: free })).toMatchObject({ state: 'good' })
  const server = createServer().listen(ports.prober, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  expect(await findingOf('ports', { ports: free })).toEqual(bad(/for prober is taken by /, /--port NAME=PORT/))
  server.close()
})

test.each(['memory', 'disk'] as const)('%s is good with enough, and bad with little', async id => {
  expect(await findingOf(id)).toMatchObject({ state: 'good' })
  expect(await findingOf(id, { [id]: async () => 100 * 2 ** 20 })).toEqual(
    bad(/100 MiB are free, and \d+ MiB are wanted/, /./),
  )
})

const says = (stdout: string) => async () => ({ isGood: true, how: 'exit code 0', stdout, stderr: '' })

test.each([
  ['yes\n', { state: 'good' }],
  ['no\n', bad(/it is not/, /timedatectl set-ntp true/)],
  ['System has not been booted with systemd\n', { state: 'unchecked' }],
])('a clock of which timedatectl says %j', async (stdout, expected) => {
  expect(await findingOf('clock', { run: says(stdout) })).toMatchObject(expected)
})

test('a machine without timedatectl is not asked for its clock', async () => {
  expect(await findingOf('clock', { run: async () => undefined })).toMatchObject({ state: 'unchecked' })
})

test.each([
  ['127.0.0.1', { state: 'good' }],
  ['192.0.2.1', bad(/it leads to 192\.0\.2\.1/, /\/etc\/hosts/)],
])('a name that leads to %s', async (address, expected) => {
  const dns = await serveDns({ 'web.localhost': [address] })
  expect(await findingOf('local-names', { dnsServers: [`127.0.0.1:${dns.port}`] })).toMatchObject(expected)
  await dns.close()
})

test('a name that only browsers know is no failure', async () => {
  const dns = await serveDns({})
  expect(await findingOf('local-names', { dnsServers: [`127.0.0.1:${dns.port}`] })).toMatchObject({
    state: 'unchecked',
  })
  await dns.close()
})

test('an authority that is not made yet, and one that no browser trusts, are no failures; one in Chrome’s store is trusted', async () => {
  expect(await findingOf('browser-trust')).toEqual({ state: 'absent', says: 'the first `npm start` makes it' })
  const { caFile } = await ensureCertificates(
    path.join(repository, '.leadline/certificates'),
    ['web.localhost'],
    new Date(),
  )
  expect(await findingOf('browser-trust')).toMatchObject({
    state: 'absent',
    says: expect.stringContaining('browsers warn'),
  })
  const { stdout } = await runProgram('cat', [caFile])
  expect(await findingOf('browser-trust', { run: says(stdout) })).toMatchObject({
    state: 'good',
    says: expect.stringContaining('Chrome trusts it'),
  })
})

test('every fact of one machine is tested in this file', () => {
  expect(LOCAL_FACTS.map(({ id }) => id)).toEqual([
    ...['packages', 'programs', 'versions', 'ports', 'memory', 'disk', 'clock', 'local-names', 'browser-trust'],
  ])
})
