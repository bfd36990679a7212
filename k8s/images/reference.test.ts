import { expect, test } from 'vitest'
import { apiHost, digestOf, isLocal, isVersioned, readReference, registryName, withoutDigest } from './reference.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`

test.each([
  ['nginx:1.27', { registry: 'docker.io', repository: 'library/nginx', tag: '1.27' }],
  ['grafana/grafana:13.0', { registry: 'docker.io', repository: 'grafana/grafana', tag: '13.0' }],
  ['docker.io/nginx:1', { registry: 'docker.io', repository: 'library/nginx', tag: '1' }],
  ['index.docker.io/library/nginx:1', { registry: 'docker.io', repository: 'library/nginx', tag: '1' }],
  ['ghcr.io/owner/leadline:1.0', { registry: 'ghcr.io', repository: 'owner/leadline', tag: '1.0' }],
  ['localhost/app:1', { registry: 'localhost', repository: 'app', tag: '1' }],
  ['registry:5000/app', { registry: 'registry:5000', repository: 'app', tag: 'latest' }],
  ['192.168.1.10:5000/a/b/c:x', { registry: '192.168.1.10:5000', repository: 'a/b/c', tag: 'x' }],
  [`ghcr.io/a/b@${DIGEST}`, { registry: 'ghcr.io', repository: 'a/b', digest: DIGEST }],
  [`ghcr.io/a/b:1@${DIGEST}`, { registry: 'ghcr.io', repository: 'a/b', tag: '1', digest: DIGEST }],
])('%s is read as Docker reads it', (text, reference) => expect(readReference(text)).toEqual(reference))

test('Docker Hub is one registry under all its names, and is asked at another', () => {
  const names = ['docker.io', 'index.docker.io', 'https://index.docker.io/v1/', 'registry-1.docker.io']
  expect(new Set(names.map(registryName))).toEqual(new Set(['docker.io']))
  expect(apiHost('docker.io')).toBe('registry-1.docker.io')
  expect(apiHost('ghcr.io')).toBe('ghcr.io')
})

test('a digest is taken off and found again', () => {
  expect(withoutDigest(`a/b:1@${DIGEST}`)).toBe('a/b:1')
  expect(digestOf(`a/b:1@${DIGEST}`)).toBe(DIGEST)
  expect(digestOf('a/b:1')).toBeUndefined()
})

test.each([
  ['registry:5000/app', false],
  ['registry:5000/app:1', true],
  ['ghcr.io/a/b', false],
  [`ghcr.io/a/b@${DIGEST}`, true],
])('%s says which version is meant: %s', (text, is) => expect(isVersioned(text)).toBe(is))

test.each([
  ['127.0.0.1:5000', true],
  ['localhost', true],
  ['localhost.evil.example', false],
  ['127.0.0.1.evil.example', false],
  ['10.0.0.1:5000', false],
])('%s is this machine: %s', (registry, is) => expect(isLocal(registry)).toBe(is))
