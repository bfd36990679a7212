import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ensureCertificates } from '../../adapters/certificates.ts'
import { ask } from '../../adapters/http.ts'
import { freePorts } from '../../adapters/processes/ports.ts'
import { findProgram } from '../../adapters/processes/programs.ts'
import { seconds } from '../../lib/duration.ts'
import { startUpstream, type TestUpstream } from '../../tests/upstream.testkit.ts'
import { askMachine, localSite, startMachine, type TestMachine } from './edge-machine.testkit.ts'

/** Debian’s certbot, and the server that Let’s Encrypt tests clients with. */
const PROGRAMS = ['certbot', 'pebble', 'pebble-challtestsrv']
const lacks = PROGRAMS.filter(name => findProgram([name], process.env.PATH ?? '') === undefined)
const note = lacks.length === 0 ? '' : ` (skipped: ${lacks.join(' and ')} not installed)`

const SITE = 'www.example.org'
const NAMES = [SITE, 'status.example.org', 'grafana.example.org', 'alerts.example.org']

describe.skipIf(lacks.length > 0)(`an edge with the real certbot${note}`, () => {
  const children: ChildProcess[] = []
  let upstream: TestUpstream
  let machine: TestMachine
  let environment: Record<string, string>

  beforeAll(async () => {
    upstream = await startUpstream()
    machine = await startMachine(Number(upstream.address.split(':')[1]))
    const [acme = 0, management = 0, dns = 0, http = 0] = await freePorts(4)
    const folder = path.join(machine.root, 'acme')
    mkdirSync(folder)
    const { caFile, certificateFile, keyFile } = await ensureCertificates(
      folder,
      ['localhost', '127.0.0.1'],
      new Date(),
    )
    const config = path.join(folder, 'pebble.json')
    const pebble = {
      listenAddress: `127.0.0.1:${acme}`,
      managementListenAddress: `127.0.0.1:${management}`,
      certificate: certificateFile,
      privateKey: keyFile,
      // It asks there for the challenge.
      httpPort: machine.ports.http,
      tlsPort: machine.ports.https,
      ocspResponderURL: '',
    }
    writeFileSync(config, JSON.stringify({ pebble }))
    const start = (program: string, args: readonly string[]) =>
      children.push(
        spawn(program, args, {
          stdio: 'ignore',
          env: { ...process.env, PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0' },
        }),
      )
    // Every name leads to this machine.
    const off = ['-http01', '', '-https01', '', '-tlsalpn01', '', '-defaultIPv6', '']
    start('pebble-challtestsrv', [
      ...off,
      '-dns01',
      `127.0.0.1:${dns}`,
      '-management',
      `127.0.0.1:${http}`,
      '-defaultIPv4',
      '127.0.0.1',
    ])
    start('pebble', ['-config', config, '-dnsserver', `127.0.0.1:${dns}`])
    const folders = ['config-dir:etc/letsencrypt', 'work-dir:acme/work', 'logs-dir:acme/logs'].map(each =>
      each.split(':'),
    )
    environment = {
      CERTBOT_OPTIONS: [
        `--server https://127.0.0.1:${acme}/dir`,
        ...folders.map(([option, place]) => `--${option} ${machine.root}/${place}`),
      ].join(' '),
      REQUESTS_CA_BUNDLE: caFile,
    }
    const ca = readFileSync(caFile, 'utf8')
    const directory = new URL(`https://127.0.0.1:${acme}/dir`)
    await vi.waitFor(async () => {
      expect(await ask(directory, { timeout: seconds(2) }, { ca })).toMatchObject({ status: 200 })
    }, 20_000)
  }, 60_000)
  afterAll(async () => {
    for (const child of children) child.kill()
    await machine.stop()
    await upstream.close()
  })

  /** The number of the certificate that the edge answers with, and its names. */
  async function served() {
    const { certificate } = await askMachine(machine, { host: SITE, isTrusting: true })
    return {
      issuer: String(certificate?.issuer.CN),
      serial: certificate?.serialNumber,
      names: certificate?.subjectaltname,
    }
  }

  test('the first installation ends with its certificate in use, and a renewal with the next one', async () => {
    const site = localSite()
    expect(await machine.run('install.sh', site, environment)).toMatchObject({
      code: 0,
      said: expect.stringContaining('done'),
    })
    await expect.poll(async () => (await served()).issuer).toMatch(/^Pebble/)
    const first = await served()
    for (const name of NAMES) expect(first.names).toContain(`DNS:${name}`)
    expect(readlinkSync(path.join(machine.root, 'etc/leadline-edge/tls'))).toBe(
      `${machine.root}/etc/letsencrypt/live/${SITE}`,
    )
    const options = (environment.CERTBOT_OPTIONS ?? '').split(' ')
    const env = { ...process.env, ...environment }
    await promisify(execFile)('certbot', ['renew', '--force-renewal', '--no-random-sleep-on-renew', ...options], {
      env,
    })
    await expect.poll(async () => (await served()).serial).not.toBe(first.serial)
    // Another name: certbot is asked again, under the same lineage.
    const renamed = localSite(text => text.replace('alerts.', 'pager.'))
    expect(await machine.run('install.sh', renamed, environment)).toMatchObject({ code: 0 })
    await expect.poll(async () => (await served()).names).toContain('DNS:pager.example.org')
  }, 120_000)
})
