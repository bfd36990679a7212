import { createPublicKey, X509Certificate } from 'node:crypto'
import { copyFile, mkdtemp, readdir, readFile, rm, stat, truncate } from 'node:fs/promises'
import { isIP } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CertificateFiles, ensureCertificates, makeFaultyCertificate } from './certificates.ts'

let folder: string
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'leadline-')), 'certificates')
})
afterEach(() => rm(path.dirname(folder), { recursive: true }))

const NAMES = ['web.localhost', 'localhost', '127.0.0.1', '::1']
const NOW = new Date()
const daysFromNow = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000)

async function read(files: CertificateFiles): Promise<{ ca: X509Certificate; leaf: X509Certificate }> {
  const [ca, leaf] = await Promise.all([readFile(files.caFile), readFile(files.certificateFile)])
  return { ca: new X509Certificate(ca), leaf: new X509Certificate(leaf) }
}

/** Which of the two were renewed by asking again. */
async function remade(names: readonly string[], now: Date): Promise<{ ca: boolean; leaf: boolean }> {
  const before = await read(filesIn(folder))
  const after = await read(await ensureCertificates(folder, names, now))
  expect(after.leaf.verify(after.ca.publicKey)).toBe(true)
  for (const name of names) expect(after.leaf.checkHost(name) ?? after.leaf.checkIP(name)).toBe(name)
  return { ca: before.ca.raw.compare(after.ca.raw) !== 0, leaf: before.leaf.raw.compare(after.leaf.raw) !== 0 }
}

function filesIn(where: string): CertificateFiles {
  const file = (name: string): string => path.join(where, name)
  return { caFile: file('ca.pem'), certificateFile: file('server.pem'), keyFile: file('server.key'), notAfter: NOW }
}

test('the CA vouches for a certificate of 90 days that covers every name and no other', async () => {
  const files = await ensureCertificates(folder, NAMES, NOW)
  const { ca, leaf } = await read(files)
  expect(ca.ca).toBe(true)
  expect(leaf.ca).toBe(false)
  expect(leaf.checkIssued(ca)).toBe(true)
  expect(leaf.verify(ca.publicKey)).toBe(true)
  expect(leaf.subjectAltName).toBe('DNS:web.localhost, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1')
  expect(leaf.checkHost('evil.example')).toBeUndefined()
  expect(Math.round((files.notAfter.getTime() - NOW.getTime()) / 86_400_000)).toBe(90)
  expect(leaf.publicKey.equals(createPublicKey(await readFile(files.keyFile)))).toBe(true)
})

test('only the owner can read the folder and the keys, and nothing is left over', async () => {
  await ensureCertificates(folder, NAMES, NOW)
  const mode = async (file: string): Promise<number> => (await stat(file)).mode & 0o777
  expect(await mode(folder)).toBe(0o700)
  expect(await mode(path.join(folder, 'ca.key'))).toBe(0o600)
  expect(await mode(path.join(folder, 'server.key'))).toBe(0o600)
  expect((await readdir(folder)).sort()).toEqual(['ca.key', 'ca.pem', 'server.key', 'server.pem'])
})

test.each<[string, readonly string[], Date, { ca: boolean; leaf: boolean }]>([
  ['asked again', NAMES, NOW, { ca: false, leaf: false }],
  ['fewer names', NAMES.slice(1), NOW, { ca: false, leaf: false }],
  ['another name', [...NAMES, 'status.example.com'], NOW, { ca: false, leaf: true }],
  ['another address', [...NAMES, '10.0.0.1'], NOW, { ca: false, leaf: true }],
  ['31 days before the end', NAMES, daysFromNow(59), { ca: false, leaf: false }],
  ['29 days before the end', NAMES, daysFromNow(61), { ca: false, leaf: true }],
  ['29 days before the CA’s end', NAMES, daysFromNow(3650 - 29), { ca: true, leaf: true }],
])('%s: what must be renewed is, and nothing else', async (_, names, now, expected) => {
  await ensureCertificates(folder, NAMES, NOW)
  expect(await remade(names, now)).toEqual(expected)
})

test.each<[string, { ca: boolean; leaf: boolean }]>([
  ['ca.pem', { ca: true, leaf: true }],
  ['ca.key', { ca: true, leaf: true }],
  ['server.pem', { ca: false, leaf: true }],
  ['server.key', { ca: false, leaf: true }],
])('%s cut short, absent or of another pair is made again', async (file, expected) => {
  const other = await ensureCertificates(`${folder}-other`, NAMES, NOW)
  const breakages = [
    () => truncate(path.join(folder, file), 100),
    () => truncate(path.join(folder, file), 0),
    () => rm(path.join(folder, file)),
    () => copyFile(path.join(path.dirname(other.caFile), file), path.join(folder, file)),
  ]
  for (const breakIt of breakages) {
    await ensureCertificates(folder, NAMES, NOW)
    const before = await read(filesIn(folder))
    await breakIt()
    const after = await read(await ensureCertificates(folder, NAMES, NOW))
    expect({
      ca: before.ca.raw.compare(after.ca.raw) !== 0,
      leaf: before.leaf.raw.compare(after.leaf.raw) !== 0,
    }).toEqual(expected)
    expect(after.leaf.verify(after.ca.publicKey)).toBe(true)
  }
})

test('a certificate that has expired is of the same authority, and leaves the right one as it is', async () => {
  const right = await read(await ensureCertificates(folder, NAMES, NOW))
  const valid = { from: daysFromNow(-90), until: daysFromNow(-1) }
  const made = await makeFaultyCertificate(folder, 'drill-expired', NAMES, valid)
  const expired = new X509Certificate(await readFile(made.certificateFile))
  expect(expired.verify(right.ca.publicKey)).toBe(true)
  expect(expired.checkHost('web.localhost')).toBe('web.localhost')
  // Certificates count in whole seconds.
  const inSeconds = (moment: string | number | Date) => Math.floor(new Date(moment).getTime() / 1000)
  expect(inSeconds(expired.validFrom)).toBe(inSeconds(valid.from))
  expect(inSeconds(expired.validTo)).toBe(inSeconds(valid.until))
  expect((await read(filesIn(folder))).leaf.raw.equals(right.leaf.raw)).toBe(true)
  const left = await readdir(folder)
  expect(left.sort()).toEqual([
    'ca.key',
    'ca.pem',
    'drill-expired.key',
    'drill-expired.pem',
    'server.key',
    'server.pem',
  ])
  expect((await stat(made.keyFile)).mode & 0o077).toBe(0)
})

test('a certificate for another host is of the same authority, and not for ours', async () => {
  const { ca } = await read(await ensureCertificates(folder, NAMES, NOW))
  const made = await makeFaultyCertificate(folder, 'drill-wrong-host', ['another-host.invalid'])
  const other = new X509Certificate(await readFile(made.certificateFile))
  expect(other.verify(ca.publicKey)).toBe(true)
  const accepted = NAMES.filter(name => (isIP(name) === 0 ? other.checkHost(name) : other.checkIP(name)) !== undefined)
  expect(accepted).toEqual([])
})

test('a folder whose name the syntax of openssl takes for its own is as good as any', async () => {
  const odd = path.join(folder, 'a $HOME # folder')
  await ensureCertificates(odd, NAMES, NOW)
  const valid = { from: daysFromNow(-2), until: daysFromNow(-1) }
  const { certificateFile } = await makeFaultyCertificate(odd, 'drill-expired', NAMES, valid)
  expect(Date.parse(new X509Certificate(await readFile(certificateFile)).validTo)).toBeLessThan(NOW.getTime())
})
