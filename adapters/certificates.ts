import { createPrivateKey, generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import path from 'node:path'
import { ExternalError } from '../lib/system-error.ts'
import { readIfPresent } from './files/files.ts'
import { runProgram } from './processes/run-program.ts'

/** A server certificate and the CA that vouches for it, as files. */
export interface CertificateFiles {
  readonly caFile: string
  readonly certificateFile: string
  readonly keyFile: string
  readonly notAfter: Date
}

const CA_DAYS = 3650
const LEAF_DAYS = 90
/** A certificate this close to its end is renewed at the next start. */
const RENEW_BEFORE_DAYS = 30
/** A serial number has at most 20 bytes (RFC 5280, 4.1.2.2); fewer leave room for a sign. */
const SERIAL_BYTES = 16

/**
 * Makes a CA and a server certificate in a folder with the `openssl` program, or returns those that are there while they
 * are whole and valid for these names. The CA's key never leaves the folder. Rejects when openssl fails.
 */
export async function ensureCertificates(
  folder: string,
  names: readonly string[],
  now: Date,
): Promise<CertificateFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const ca: PairFiles = { certificate: path.join(folder, 'ca.pem'), key: path.join(folder, 'ca.key') }
  const leaf: PairFiles = { certificate: path.join(folder, 'server.pem'), key: path.join(folder, 'server.key') }
  const foundCa = await readPair(ca)
  const isCaGood = foundCa !== undefined && daysLeft(foundCa, now) >= RENEW_BEFORE_DAYS
  if (!isCaGood) await makeCa(ca)
  const found = isCaGood ? await readPair(leaf) : undefined
  const isLeafGood =
    foundCa !== undefined &&
    found?.verify(foundCa.publicKey) === true &&
    daysLeft(found, now) >= RENEW_BEFORE_DAYS &&
    covers(found, names)
  if (!isLeafGood) await makeLeaf(leaf, ca, names)
  const current = await readPair(leaf)
  if (current === undefined) throw new ExternalError(`openssl left no certificate with its key at ${leaf.certificate}`)
  return {
    caFile: ca.certificate,
    certificateFile: leaf.certificate,
    keyFile: leaf.key,
    notAfter: new Date(current.validTo),
  }
}

/** A certificate that clients must refuse, of the authority in the same folder and beside the right one. */
export async function makeFaultyCertificate(
  folder: string,
  name: string,
  names: readonly string[],
  valid?: Validity,
): Promise<Pick<CertificateFiles, 'certificateFile' | 'keyFile'>> {
  const ca: PairFiles = { certificate: path.join(folder, 'ca.pem'), key: path.join(folder, 'ca.key') }
  const leaf: PairFiles = { certificate: path.join(folder, `${name}.pem`), key: path.join(folder, `${name}.key`) }
  await makeLeaf(leaf, ca, names, valid)
  return { certificateFile: leaf.certificate, keyFile: leaf.key }
}

/** From when to when a certificate is valid, where that is not from now on. */
export interface Validity {
  readonly from: Date
  readonly until: Date
}

interface PairFiles {
  readonly certificate: string
  readonly key: string
}

/** The certificate, when it and its key are there, whole and belong together; a kill may leave any other state. */
async function readPair(files: PairFiles): Promise<X509Certificate | undefined> {
  const [certificate, key] = await Promise.all([readIfPresent(files.certificate), readIfPresent(files.key)])
  if (certificate === undefined || key === undefined) return undefined
  try {
    const parsed = new X509Certificate(certificate)
    return parsed.checkPrivateKey(createPrivateKey(key)) ? parsed : undefined
  } catch {
    // A file cut short by a full disk or a kill is made again.
    return undefined
  }
}

function daysLeft(certificate: X509Certificate, now: Date): number {
  return (Date.parse(certificate.validTo) - now.getTime()) / 86_400_000
}

function isAddress(name: string): boolean {
  return isIP(name) !== 0
}

function covers(certificate: X509Certificate, names: readonly string[]): boolean {
  return names.every(name => (isAddress(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined)
}

async function makeCa(files: PairFiles): Promise<void> {
  await makeKey(files.key)
  await openssl([
    ...['req', '-x509', '-new', '-sha256', '-days', String(CA_DAYS)],
    ...['-key', files.key, '-out', files.certificate, '-subj', '/CN=Leadline local CA'],
    ...['-addext', 'basicConstraints=critical,CA:TRUE,pathlen:0', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
  ])
}

async function makeLeaf(files: PairFiles, ca: PairFiles, names: readonly string[], valid?: Validity): Promise<void> {
  await makeKey(files.key)
  const request = `${files.certificate}.csr`
  const extensions = `${files.certificate}.ext`
  const lines = [
    `subjectAltName=${names.map(name => `${isAddress(name) ? 'IP' : 'DNS'}:${name}`).join(',')}`,
    'basicConstraints=critical,CA:FALSE',
    'keyUsage=critical,digitalSignature',
    'extendedKeyUsage=serverAuth',
  ]
  await writeFile(extensions, `${lines.join('\n')}\n`)
  await openssl(['req', '-new', '-sha256', '-key', files.key, '-out', request, '-subj', `/CN=${names[0]}`])
  if (valid !== undefined) await signFor(valid, { request, extensions, certificate: files.certificate }, ca)
  else
    await openssl([
      ...['x509', '-req', '-sha256', '-days', String(LEAF_DAYS), '-in', request, '-extfile', extensions],
      ...['-set_serial', `0x${randomBytes(SERIAL_BYTES).toString('hex')}`],
      ...['-CA', ca.certificate, '-CAkey', ca.key, '-out', files.certificate],
    ])
  await Promise.all([request, extensions].map(temporary => rm(temporary, { force: true })))
}

/** Signs for a time that need not begin now: only `openssl ca` can, and it wants files of its own. */
async function signFor(
  { from, until }: Validity,
  files: { readonly request: string; readonly extensions: string; readonly certificate: string },
  ca: PairFiles,
): Promise<void> {
  const folder = await mkdtemp(`${files.certificate}.`)
  const moment = (time: Date) => `${time.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`
  const config = [
    '[ca]\ndefault_ca = drill',
    // Names in the folder itself: a path may hold what this file's syntax takes for its own.
    '[drill]\nnew_certs_dir = .\ndatabase = index.txt\nrand_serial = yes',
    'default_md = sha256\npolicy = any\n[any]\ncommonName = supplied\n',
  ]
  try {
    await writeFile(path.join(folder, 'ca.conf'), config.join('\n'))
    await writeFile(path.join(folder, 'index.txt'), '')
    const there = (file: string): string => path.resolve(file)
    await openssl(
      [
        ...['ca', '-batch', '-notext', '-config', 'ca.conf', '-extfile', there(files.extensions)],
        ...['-startdate', moment(from), '-enddate', moment(until), '-in', there(files.request)],
        ...['-cert', there(ca.certificate), '-keyfile', there(ca.key), '-out', there(files.certificate)],
      ],
      folder,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function openssl(args: readonly string[], folder?: string): Promise<void> {
  const { isGood, how, stderr } = await runProgram('openssl', args, folder === undefined ? {} : { folder })
  if (!isGood) throw new ExternalError(`openssl ${args[0]} ended with ${how}: ${stderr.trim()}`)
}

/** Never readable by others, not even for a moment. */
async function makeKey(file: string): Promise<void> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  await rm(file, { force: true })
  await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
}
