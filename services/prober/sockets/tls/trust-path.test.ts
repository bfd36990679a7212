import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Issued, issue } from '../../faults/certificates.testkit.ts'
import { trustPath } from './trust-path.ts'

const year = (number: number): Date => new Date(Date.UTC(number, 0, 1))
const authority = (commonName: string, issuer?: Issued, more: Parameters<typeof issue>[0] = {}) =>
  issue({ commonName, isAuthority: true, ...more }, issuer)

const root = authority('Root')
const old = authority('Old root', undefined, { notAfter: year(2024) })
const between = authority('Between', root)
const leaf = issue({ commonName: 'Leaf' }, between)
const crossed = authority('Root', old, { sharedKey: root, notAfter: year(2024) })
const renewed = authority('Between', root, { sharedKey: between, notAfter: year(2045) })
const namesake = authority('Between', root)

const read = (certificates: readonly Issued[]) => certificates.map(({ der }) => new X509Certificate(der))

test.each<[what: string, sent: readonly Issued[], trusted: readonly Issued[], expected: readonly Issued[]]>([
  ['the leaf, the intermediate, the trusted root', [leaf, between], [root], [leaf, between, root]],
  ['the same when the root is sent too', [leaf, between, root], [root], [leaf, between, root]],
  ['the same in another order', [leaf, root, between], [root], [leaf, between, root]],
  ['not the old cross-signature that is sent along', [leaf, between, crossed, old], [root], [leaf, between, root]],
  [
    'the cross-signature where only the old root is trusted',
    [leaf, between, crossed],
    [old],
    [leaf, between, crossed, old],
  ],
  ['not a certificate that has nothing to do with it', [leaf, between, old], [root], [leaf, between, root]],
  ['the one of two that lasts longer', [leaf, renewed, between], [root], [leaf, between, root]],
  ['not one that only has the name of the issuer', [leaf, namesake], [root], [leaf]],
  ['what was sent, where nothing is trusted', [leaf, between, root], [], [leaf, between, root]],
  ['a trusted intermediate that is not sent', [leaf], [between, root], [leaf, between, root]],
  ['nothing of nothing', [], [root], []],
])('a path is %s', (_, sent, trusted, expected) =>
  expect(trustPath(read(sent), read(trusted)).map(({ fingerprint256 }) => fingerprint256)).toEqual(
    read(expected).map(({ fingerprint256 }) => fingerprint256),
  ),
)

test('a certificate that names itself as its issuer ends a path', () => {
  const self = issue({ commonName: 'Self' })
  expect(trustPath(read([self]), read([root]))).toHaveLength(1)
})
