import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  lacksRegistry,
  pushImage,
  pushIndex,
  registryNote,
  startRegistry,
  type TestRegistry,
} from '../../adapters/registry/registry.testkit.ts'
import { MONITORING_PROGRAMS } from '../../k8s/site/monitoring-images.ts'
import { runQuietly } from '../../lib/command/command.testkit.ts'
import { main } from '../images.ts'
import { readSite } from '../render/project.ts'

const USER = { user: 'owner', password: 'hunter2' }
const BASIC = { authorization: `Basic ${Buffer.from(`${USER.user}:${USER.password}`).toString('base64')}` }
const EXAMPLE = readFileSync('k8s/site.example.yaml', 'utf8')

describe.skipIf(lacksRegistry)(`npm run images, with Debian’s registry${registryNote}`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-images-'))
  const siteFile = path.join(folder, 'site.yaml')
  const lockFile = path.join(folder, 'images.lock.yaml')
  let registry: TestRegistry
  let name: string
  beforeAll(async () => {
    registry = await startRegistry({ kind: 'basic', ...USER })
    name = `${registry.host}/owner/leadline`
  })
  afterAll(async () => {
    await registry.stop()
    rmSync(folder, { recursive: true })
  })
  beforeEach(() => rmSync(lockFile, { force: true }))

  const env = () => ({ REGISTRY_HOST: registry.host, REGISTRY_USER: USER.user, REGISTRY_PASSWORD: USER.password })
  const run = (word: string, environment: Readonly<Record<string, string>> = env()) =>
    runQuietly(main, [word, '--site', siteFile], { env: environment })

  /** Writes the site file of an owner with these images. */
  function writeSite(leadline: string, shop?: string, monitoring = leadline): void {
    const own = shop === undefined ? '' : `\n  image: ${shop}\n  memory: 64Mi`
    writeFileSync(
      siteFile,
      EXAMPLE.replace(/ghcr\.io\/example\/leadline@\S+/, leadline)
        .replace(/mirror\.example\.org\/\S+/g, monitoring)
        .replace('replicas: 2', `replicas: 2${own}`),
    )
  }

  test('pins every tag, and the site is then the same until it is pinned again', async () => {
    const { digest } = await pushIndex(name, '1.0', ['amd64', 'arm64'], BASIC)
    writeSite(`${name}:1.0`)
    const { diagnostics } = await readSite(siteFile)
    // Ours, and each of those that monitor.
    expect(diagnostics.map(({ code }) => code)).toEqual([...MONITORING_PROGRAMS, 'ours'].map(() => 'unpinned-image'))
    expect(await run('pin')).toEqual({
      code: 0,
      out: expect.stringContaining(`${digest} for amd64 and arm64, new`),
      err: '',
    })
    expect((await readSite(siteFile)).value?.images.leadline).toBe(`${name}:1.0@${digest}`)
    const text = readFileSync(lockFile, 'utf8')
    expect(await run('pin')).toMatchObject({ code: 0, out: expect.stringContaining('as it was') })
    expect(readFileSync(lockFile, 'utf8')).toBe(text)
    const there = [...MONITORING_PROGRAMS, 'ours'].map(() => `${name}:1.0 is there as it was pinned\n`)
    expect(await run('check')).toEqual({ code: 0, out: there.join(''), err: '' })
    const moved = await pushIndex(name, '1.0', ['arm64', 'amd64'], BASIC)
    expect((await readSite(siteFile)).value?.images.leadline).toBe(`${name}:1.0@${digest}`)
    expect(await run('check')).toMatchObject({ code: 0, out: expect.stringContaining(`names ${moved.digest} by now`) })
    expect(await run('pin')).toMatchObject({
      code: 0,
      out: expect.stringContaining(`${moved.digest} for amd64 and arm64, was ${digest}`),
    })
  })

  test('all mistakes are reported at once with their places, and nothing is written', async () => {
    await pushIndex(name, 'half', ['amd64'], BASIC)
    writeSite(`${name}:half`, `${registry.host}/owner/shop:2`)
    const { code, out, err } = await run('pin')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/site\.yaml:22:\d+: error: .*half is not there for linux\/arm64 \[platform-missing\]/)
    expect(err).toMatch(/site\.yaml:34:\d+: error: .* has no image .*\/shop:2 \[image-not-found\]/)
    expect(err).toContain(`${2 + MONITORING_PROGRAMS.length} errors`)
    expect(() => readFileSync(lockFile)).toThrow('ENOENT')
  })

  test('the password is taken from the file of docker login, goes into no message, and is for one registry', async () => {
    await pushImage(name, 'one', 'amd64', BASIC)
    writeSite(`${name}:one`)
    writeFileSync(siteFile, readFileSync(siteFile, 'utf8').replace('[amd64, arm64]', '[amd64]'))
    expect(await run('pin', {})).toMatchObject({ code: 1, err: expect.stringContaining('[login-needed]') })
    const auth = BASIC.authorization.slice('Basic '.length)
    writeFileSync(path.join(folder, 'config.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }))
    expect(await run('pin', { DOCKER_CONFIG: folder })).toMatchObject({ code: 0 })
    const wrong = await run('pin', { ...env(), REGISTRY_PASSWORD: 'guessed' })
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('[login-refused]') })
    expect(wrong.err).not.toContain('guessed')
    expect(await run('pin', { ...env(), REGISTRY_HOST: 'ghcr.io' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('[login-needed]'),
    })
    const partial = await run('pin', { REGISTRY_USER: 'owner' })
    expect(partial).toMatchObject({ code: 2, err: expect.stringContaining('set REGISTRY_HOST and REGISTRY_PASSWORD') })
  })

  test('a pinned image that is gone from the registry fails the check', async () => {
    const { digest } = await pushIndex(name, 'gone', ['amd64', 'arm64'], BASIC)
    writeSite(`${name}:gone`)
    await run('pin')
    await fetch(`http://${registry.host}/v2/owner/leadline/manifests/${digest}`, { method: 'DELETE', headers: BASIC })
    const links = path.join(
      registry.folder,
      'data/docker/registry/v2/repositories/owner/leadline/_manifests/revisions/sha256',
    )
    rmSync(path.join(links, digest.slice('sha256:'.length)), { recursive: true, force: true })
    expect(await run('check')).toMatchObject({ code: 1, out: expect.stringContaining('[image-not-found]') })
  })

  test('a lock file that was spoilt is refused for rendering, and written again by the next pin', async () => {
    await pushIndex(name, '3', ['amd64', 'arm64'], BASIC)
    writeSite(`${name}:3`)
    await run('pin')
    const good = readFileSync(lockFile, 'utf8')
    writeFileSync(lockFile, `<<<<<<< HEAD\n${good}`)
    expect((await readSite(siteFile)).value).toBeUndefined()
    expect(await run('check')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/images\.lock\.yaml:1:1: .*\[merge-conflict\][\s\S]*\n1 error\n$/),
    })
    expect(await run('pin')).toMatchObject({ code: 0 })
    expect(readFileSync(lockFile, 'utf8')).toBe(good)
  })
})
