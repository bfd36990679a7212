import { expect, test } from 'vitest'
import { credentialFor, parseDockerConfig } from './credentials.ts'
import { readReference } from './reference.ts'

const AUTH = btoa('owner:a:b')
const OWNER = { kind: 'password', user: 'owner', password: 'a:b' }

function credential(auths: object, image: string) {
  const config = parseDockerConfig(JSON.stringify({ auths }))
  if (config === undefined) throw new Error('no file of credentials')
  return credentialFor(config, readReference(image))
}

test.each([
  ['https://index.docker.io/v1/', 'nginx:1'],
  ['docker.io', 'owner/app:1'],
  ['ghcr.io', 'ghcr.io/owner/app:1'],
  ['https://registry.lan:5000', 'registry.lan:5000/app:1'],
  ['https://registry.lan/v2/', 'registry.lan/app:1'],
  ['quay.io/owner', 'quay.io/owner/app:1'],
])('the entry of %s is for %s', (key, image) => expect(credential({ [key]: { auth: AUTH } }, image)).toEqual(OWNER))

test.each([
  ['ghcr.io', 'ghcr.io.evil.example/app:1'],
  ['ghcr.io', 'nginx:1'],
  ['registry.lan:5000', 'registry.lan:5001/app:1'],
  ['registry.lan', 'registry.lan:5000/app:1'],
  ['quay.io/owner', 'quay.io/owner2/app:1'],
])('the entry of %s is not for %s', (key, image) =>
  expect(credential({ [key]: { auth: AUTH } }, image)).toBeUndefined(),
)

test('the entry of the longest scope is taken', () => {
  const auths = { 'quay.io': { username: 'a', password: 'b' }, 'quay.io/owner': { auth: AUTH } }
  expect(credential(auths, 'quay.io/owner/app:1')).toEqual(OWNER)
  expect(credential(auths, 'quay.io/other/app:1')).toMatchObject({ user: 'a' })
})

test('a pull secret is read as the file that it was made from, and an identity token is one', () => {
  expect(credential({ 'ghcr.io': { username: 'owner', password: 'a:b', auth: AUTH } }, 'ghcr.io/a:1')).toEqual(OWNER)
  const entry = { auth: btoa('owner:'), identitytoken: 'long' }
  expect(credential({ 'r.azurecr.io': entry }, 'r.azurecr.io/a:1')).toEqual({ kind: 'identity-token', token: 'long' })
})

test.each(['', '[]', '"x"', '{', 'null'])('%j is no file of credentials', text =>
  expect(parseDockerConfig(text)).toBeUndefined(),
)

test('an entry that holds nothing, or no Base64, is none; helpers are known by their registry', () => {
  expect(credential({ 'ghcr.io': {}, 'quay.io': { auth: '%%%' } }, 'quay.io/a:1')).toBeUndefined()
  const text = '{"auths":{"ghcr.io":{}},"credsStore":"desktop","credHelpers":{"https://index.docker.io/v1/":"pass"}}'
  expect(parseDockerConfig(text)).toEqual({ entries: [], helpers: { 'docker.io': 'pass' }, store: 'desktop' })
})
