import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { readIfPresent } from './files.ts'

const run = promisify(execFile)

/** A server certificate and the CA that vouches for it, as files. */
export interface CertificateFiles {
  readonly caFile: string
  readonly certificateFile: string
  readonly keyFile: string
  readonly notAfter: Date
}

const CA_DAYS = 3650
const LEAF_DAYS = 90
/** A certificate this close to its end is made anew at the next start. */
const RENEW_BEFORE_DAYS = 30

/**
 * Makes a CA and a server certificate in a folder with the `openssl` program, or returns those that are there while they
 * are valid for these names. The CA's key never leaves the folder. Rejects when openssl fails.
 */
export async function ensureCertificates(
  folder: string,
  names: readonly string[],
  now: Date,
): Promise<CertificateFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = (name: string) => path.join(folder, name)
  const files = { caFile: file('ca.pem'), certificateFile: file('server.pem'), keyFile: file('server.key') }
  const ca = await readCertificate(files.caFile)
  const isCaNew =
    ca === undefined || daysLeft(ca, now) < RENEW_BEFORE_DAYS || (await readIfPresent(file('ca.key'))) === undefined
  if (isCaNew) await makeCa(file)
  const leaf = isCaNew ? undefined : await readCertificate(files.certificateFile)
  if (leaf !== undefined && daysLeft(leaf, now) >= RENEW_BEFORE_DAYS && covers(leaf, names)) {
    return { ...files, notAfter: new Date(leaf.validTo) }
  }
  await makeLeaf(file, names)
  const made = await readCertificate(files.certificateFile)
  if (made === undefined) throw new Error(`openssl left no certificate at ${files.certificateFile}`)
  return { ...files, notAfter: new Date(made.validTo) }
}

async function readCertificate(file: string): Promise<X509Certificate | undefined> {
  const text = await readIfPresent(file)
  if (text === undefined) return undefined
  try {
    return new X509Certificate(text)
  } catch {
    // A file cut short by a full disk or a kill is made again.
    return undefined
  }
}

function daysLeft(certificate: X509Certificate, now: Date): number {
  return (Date.parse(certificate.validTo) - now.getTime()) / 86_400_000
}

function isAddress(name: string): boolean {
  return /^[\d.]+$|:/.test(name)
}

function covers(certificate: X509Certificate, names: readonly string[]): boolean {
  return names.every(name => (isAddress(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined)
}

async function makeCa(file: (name: string) => string): Promise<void> {
  await makeKey(file('ca.key'))
  await run('openssl', [
    ...['req', '-x509', '-new', '-sha256', '-days', String(CA_DAYS)],
    ...['-key', file('ca.key'), '-out', file('ca.pem'), '-subj', '/CN=Leadline local CA'],
    ...['-addext', 'basicConstraints=critical,CA:TRUE,pathlen:0', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
  ])
}

async function makeLeaf(file: (name: string) => string, names: readonly string[]): Promise<void> {
  await makeKey(file('server.key'))
  const request = file('server.csr')
  const extensions = file('server.ext')
  const subjectAltName = names.map(name => `${isAddress(name) ? 'IP' : 'DNS'}:${name}`).join(',')
  await writeFile(
    extensions,
    [
      `subjectAltName=${subjectAltName}`,
      'basicConstraints=critical,CA:FALSE',
      'keyUsage=critical,digitalSignature',
      'extendedKeyUsage=serverAuth',
      '',
    ].join('\n'),
  )
  await run('openssl', [
    'req',
    '-new',
    '-sha256',
    '-key',
    file('server.key'),
    '-out',
    request,
    '-subj',
    `/CN=${names[0]}`,
  ])
  await run('openssl', [
    ...['x509', '-req', '-sha256', '-days', String(LEAF_DAYS), '-in', request, '-extfile', extensions],
    ...['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial', '-out', file('server.pem')],
  ])
  await Promise.all([request, extensions].map(temporary => rm(temporary, { force: true })))
}

async function makeKey(file: string): Promise<void> {
  await run('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', file])
  await chmod(file, 0o600)
}
