import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readReference } from '../../k8s/images/reference.ts'
import { credentialsOf } from './credentials.ts'

let home = ''
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'leadline-home-'))
})
afterEach(() => rmSync(home, { recursive: true }))

function write(file: string, content: unknown): void {
  mkdirSync(path.dirname(path.join(home, file)), { recursive: true })
  writeFileSync(path.join(home, file), typeof content === 'string' ? content : JSON.stringify(content))
}

/** A program that keeps passwords, which answers so. */
function writeHelper(name: string, lines: string): void {
  write(`bin/docker-credential-${name}`, `#!/bin/sh\nread -r asked\n${lines}\n`)
  chmodSync(path.join(home, `bin/docker-credential-${name}`), 0o755)
}

async function ask(image: string, env: Readonly<Record<string, string>> = {}) {
  const PATH = `${home}/bin:${process.env.PATH}`
  return (await credentialsOf({ HOME: home, PATH, ...env }))(readReference(image))
}

const entry = (user: string) => ({ auth: btoa(`${user}:x`) })

test('variables come first, then the files that are named, then those of podman and docker', async () => {
  const hosts = (user: string) => ({ auths: { 'ghcr.io': entry(user) } })
  write('.docker/config.json', hosts('docker'))
  const env: Record<string, string> = {}
  const user = async () => (await ask('ghcr.io/a/b:1', env)) as { user?: string } | undefined
  expect((await user())?.user).toBe('docker')
  write('.config/containers/auth.json', hosts('podman, kept'))
  expect((await user())?.user).toBe('podman, kept')
  write('run/containers/auth.json', hosts('podman'))
  env.XDG_RUNTIME_DIR = path.join(home, 'run')
  expect((await user())?.user).toBe('podman')
  write('named/config.json', hosts('named'))
  env.DOCKER_CONFIG = path.join(home, 'named')
  expect((await user())?.user).toBe('named')
  write('auth.json', hosts('file'))
  env.REGISTRY_AUTH_FILE = path.join(home, 'auth.json')
  expect((await user())?.user).toBe('file')
  Object.assign(env, { REGISTRY_HOST: 'https://ghcr.io/', REGISTRY_USER: 'variable', REGISTRY_PASSWORD: 'x' })
  expect((await user())?.user).toBe('variable')
  expect(await ask('quay.io/a/b:1', env)).toBeUndefined()
})

test('a credential helper is asked for the registry, by the address that it knows Docker Hub by', async () => {
  writeHelper('own', `printf '{"Username":"%s","Secret":"s"}' "$asked"`)
  write('.docker/config.json', { auths: { 'ghcr.io': {} }, credsStore: 'own' })
  expect(await ask('ghcr.io/a/b:1')).toEqual({ kind: 'password', user: 'ghcr.io', password: 's' })
  expect(await ask('nginx:1')).toMatchObject({ user: 'https://index.docker.io/v1/' })
  write('.docker/config.json', { auths: { 'ghcr.io': entry('left over') }, credHelpers: { 'ghcr.io': 'own' } })
  expect(await ask('ghcr.io/a/b:1')).toMatchObject({ user: 'ghcr.io' })
  writeHelper('own', `printf '{"Username":"<token>","Secret":"long"}'`)
  expect(await ask('ghcr.io/a/b:1')).toEqual({ kind: 'identity-token', token: 'long' })
})

test('a helper without the password is no failure; one that is not there, or whose name is a path, is said', async () => {
  writeHelper('own', "echo 'credentials not found in native keychain'; exit 1")
  write('.docker/config.json', { credsStore: 'own' })
  expect(await ask('ghcr.io/a/b:1')).toBeUndefined()
  write('.docker/config.json', { credHelpers: { 'ghcr.io': 'absent' } })
  await expect(ask('ghcr.io/a/b:1')).rejects.toThrow(/docker-credential-absent for the password of ghcr\.io: .*ENOENT/)
  expect(await ask('quay.io/a/b:1')).toBeUndefined()
  write('.docker/config.json', { credsStore: '../evil' })
  await expect(ask('ghcr.io/a/b:1')).rejects.toThrow('no usable credential helper')
})

test('a file of docker login that is none is said by its name, without its content', async () => {
  write('.docker/config.json', 'secret')
  await expect(ask('ghcr.io/a/b:1')).rejects.toThrow(`Cannot use ${home}/.docker/config.json: it is no file`)
  await expect(ask('ghcr.io/a/b:1')).rejects.not.toThrow('secret')
})
