import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Credential } from '../../k8s/images/credentials.ts'
import { isLocal, readReference } from '../../k8s/images/reference.ts'
import { seconds } from '../../lib/duration.ts'
import { type FakeTokens, startFakeTokens } from './fake-tokens.testkit.ts'
import {
  lacksRegistry,
  makeSigner,
  pushImage,
  pushIndex,
  registryNote,
  startRegistry,
  type TestRegistry,
} from './registry.testkit.ts'
import { findImage } from './registry.ts'

const USER = { kind: 'password', user: 'owner', password: 'secret:with a colon' } as const
const BOTH = ['linux/amd64', 'linux/arm64']

function find(text: string, platforms: readonly string[] = BOTH, credential?: Credential) {
  const options = { timeout: seconds(10), credentialOf: async () => credential, isPlain: isLocal }
  return findImage({ text, reference: readReference(text) }, platforms, options)
}

describe.skipIf(lacksRegistry)(`Debian’s registry without a login${registryNote}`, () => {
  let registry: TestRegistry
  beforeAll(async () => {
    registry = await startRegistry()
  })
  afterAll(() => registry.stop())

  test('a tag gives the digest of its index, and every platform', async () => {
    const name = `${registry.host}/owner/both`
    const { digest } = await pushIndex(name, '1.0', ['amd64', 'arm64'])
    expect(await find(`${name}:1.0`)).toEqual({ kind: 'found', digest, platforms: [...BOTH, 'unknown/unknown'] })
    expect(await find(`${name}@${digest}`)).toMatchObject({ kind: 'found', digest })
  })

  test('an image without an index is for the processor that its configuration names', async () => {
    const name = `${registry.host}/owner/single`
    const { digest } = await pushImage(name, '1.0', 'arm64')
    expect(await find(`${name}:1.0`, ['linux/arm64'])).toEqual({ kind: 'found', digest, platforms: ['linux/arm64'] })
    expect(await find(`${name}:1.0`)).toMatchObject({
      code: 'platform-missing',
      message: expect.stringContaining('not there for linux/amd64'),
    })
  })

  test('an index without a platform that is wanted is a problem', async () => {
    const name = `${registry.host}/owner/half`
    await pushIndex(name, '1.0', ['amd64'])
    expect(await find(`${name}:1.0`)).toMatchObject({
      code: 'platform-missing',
      message: expect.stringContaining('linux/arm64'),
    })
    expect(await find(`${name}:1.0`, ['linux/amd64'])).toMatchObject({ kind: 'found' })
  })

  test('an index whose image for a platform was cleaned away is a problem, and not for the other platform', async () => {
    const name = `${registry.host}/owner/cleaned`
    const { images } = await pushIndex(name, '1.0', ['amd64', 'arm64'])
    const hex = (images.arm64 ?? '').slice('sha256:'.length)
    const links = path.join(
      registry.folder,
      'data/docker/registry/v2/repositories/owner/cleaned/_manifests/revisions/sha256',
    )
    expect(readdirSync(links)).toContain(hex)
    rmSync(path.join(links, hex), { recursive: true })
    expect(await find(`${name}:1.0`)).toMatchObject({
      code: 'platform-gone',
      message: expect.stringContaining('linux/arm64'),
    })
    expect(await find(`${name}:1.0`, ['linux/amd64'])).toMatchObject({ kind: 'found' })
  })

  test.each([
    ['a name that is not there', 'nothing:1.0'],
    ['a tag that is not there', 'present:2.0'],
    ['a digest that is not there', `present@sha256:${'a'.repeat(64)}`],
  ])('%s is an image that was not found', async (_, rest) => {
    await pushIndex(`${registry.host}/present`, '1.0', ['amd64'])
    expect(await find(`${registry.host}/${rest}`)).toMatchObject({ code: 'image-not-found' })
  })

  test('a manifest whose bytes were changed in the storage is not what its digest names', async () => {
    const name = `${registry.host}/owner/rotten`
    const { digest } = await pushIndex(name, '1.0', ['amd64', 'arm64'])
    const hex = digest.slice('sha256:'.length)
    const blob = path.join(registry.folder, 'data/docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex, 'data')
    writeFileSync(blob, readFileSync(blob, 'utf8').replace('arm64', 'amd65'))
    for (const version of [`:1.0`, `@${digest}`]) {
      expect(await find(name + version)).toMatchObject({
        code: 'digest-mismatch',
        message: expect.stringContaining(digest),
      })
    }
  })
})

describe.skipIf(lacksRegistry)(`Debian’s registry with a password${registryNote}`, () => {
  let registry: TestRegistry
  let name: string
  const headers = { authorization: `Basic ${Buffer.from(`${USER.user}:${USER.password}`).toString('base64')}` }
  beforeAll(async () => {
    registry = await startRegistry({ kind: 'basic', user: USER.user, password: USER.password })
    name = `${registry.host}/owner/private`
    await pushIndex(name, '1.0', ['amd64', 'arm64'], headers)
  })
  afterAll(() => registry.stop())

  test('with the password an image is found', async () => {
    expect(await find(`${name}:1.0`, BOTH, USER)).toMatchObject({ kind: 'found' })
  })

  test('without one the login is what is missing, and with a wrong one it is refused', async () => {
    expect(await find(`${name}:1.0`)).toMatchObject({
      code: 'login-needed',
      help: expect.stringContaining('REGISTRY_PASSWORD'),
    })
    const wrong = await find(`${name}:1.0`, BOTH, { ...USER, password: 'guessed' })
    expect(wrong).toMatchObject({ code: 'login-refused' })
    expect(JSON.stringify(wrong)).not.toContain('guessed')
  })
})

describe.skipIf(lacksRegistry)(`Debian’s registry with a (fake) server of tokens${registryNote}`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'leadline-tokens-'))
  let tokens: FakeTokens
  let registry: TestRegistry
  const service = 'registry of the tests'
  beforeAll(async () => {
    const signer = makeSigner(folder)
    tokens = await startFakeTokens({
      ...USER,
      signer,
      service,
      isPublic: repository => repository.startsWith('public/'),
    })
    registry = await startRegistry({ kind: 'token', realm: tokens.realm, service, certificate: signer.certificate })
    for (const repository of ['public/app', 'private/app']) {
      const url = `${tokens.realm}?service=x&scope=repository:${repository}:push,pull`
      const basic = `Basic ${Buffer.from(`${USER.user}:${USER.password}`).toString('base64')}`
      const { token } = (await (await fetch(url, { headers: { authorization: basic } })).json()) as { token: string }
      await pushIndex(`${registry.host}/${repository}`, '1.0', ['amd64', 'arm64'], { authorization: `Bearer ${token}` })
    }
  })
  afterAll(async () => {
    await registry.stop()
    await tokens.stop()
    rmSync(folder, { recursive: true })
  })

  test('a public image is found without a password, by one token for all requests', async () => {
    tokens.asked.length = 0
    expect(await find(`${registry.host}/public/app:1.0`)).toMatchObject({ kind: 'found' })
    expect(tokens.asked).toEqual(['GET repository:public/app:pull anonymous'])
  })

  test('a private image is found with the password, and is not shown without', async () => {
    tokens.asked.length = 0
    expect(await find(`${registry.host}/private/app:1.0`, BOTH, USER)).toMatchObject({ kind: 'found' })
    expect(tokens.asked).toEqual(['GET repository:private/app:pull with a password'])
    expect(await find(`${registry.host}/private/app:1.0`)).toMatchObject({ code: 'login-needed' })
  })

  test('a wrong password is refused by the server of tokens, for a public image too', async () => {
    for (const repository of ['public/app', 'private/app']) {
      const answer = await find(`${registry.host}/${repository}:1.0`, BOTH, { ...USER, password: 'guessed' })
      expect(answer).toMatchObject({ code: 'login-refused', message: expect.stringContaining('401') })
    }
  })
})
