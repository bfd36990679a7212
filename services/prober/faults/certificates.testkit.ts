import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'
import type { Identity } from '../probes/fault-servers.testkit.ts'
import { bitString, der, integer, objectId, sequence, time, utf8 } from './der.testkit.ts'

/** A certificate that is made: what is not given is as in a good one of today. */
export interface CertificateRequest {
  /** The common name; an empty subject without one. */
  readonly commonName?: string | undefined
  /** DNS names and addresses; without any there is no such extension. */
  readonly names?: readonly string[]
  readonly notBefore?: Date
  readonly notAfter?: Date
  /** Whether it may sign others. */
  readonly isAuthority?: boolean
  readonly key?: 'ec' | 'rsa2048' | 'rsa1024'
  /** Has the key of this one, as a renewed authority has. */
  readonly sharedKey?: Issued
  readonly hash?: 'sha256' | 'sha1'
  /** Further extensions, as DER. */
  readonly extensions?: readonly Buffer[]
  /** Overwrites parts of what is signed. */
  readonly parts?: Partial<Readonly<Record<'version' | 'validity' | 'subject' | 'issuer', Buffer>>>
}

/** A certificate with its key, which can sign others. */
export interface Issued {
  readonly commonName: string | undefined
  readonly subject: Buffer
  readonly privateKey: KeyObject
  readonly der: Buffer
  readonly pem: string
}

const DAY = 86_400_000
/** Good for every case: certificates over 398 days are no matter for OpenSSL. */
const LONG_AGO = new Date(Date.UTC(2020, 0, 1))
const FAR_AWAY = new Date(Date.UTC(2049, 0, 1))

/** So many days from now. */
export function daysAhead(days: number): Date {
  return new Date(Date.now() + days * DAY)
}

const KEYS = {
  ec: () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey,
  rsa2048: () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  rsa1024: () => generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey,
}

/** Algorithms of signatures (RFC 5758 §3.2, RFC 4055 §5). */
const SIGNATURES = {
  ec: { sha256: '1.2.840.10045.4.3.2', sha1: '1.2.840.10045.4.1' },
  rsa: { sha256: '1.2.840.113549.1.1.11', sha1: '1.2.840.113549.1.1.5' },
}

/** Makes a certificate, signed by another or by itself (RFC 5280 §4.1). */
export function issue(request: CertificateRequest, issuer?: Issued): Issued {
  const privateKey = request.sharedKey?.privateKey ?? KEYS[request.key ?? 'ec']()
  const signer = issuer?.privateKey ?? privateKey
  const hash = request.hash ?? 'sha256'
  const isEc = signer.asymmetricKeyType === 'ec'
  const algorithm = sequence(objectId(SIGNATURES[isEc ? 'ec' : 'rsa'][hash]), ...(isEc ? [] : [der(0x05)]))
  const subject = request.parts?.subject ?? nameOf(request.commonName)
  const toSign = sequence(
    request.parts?.version ?? der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    request.parts?.issuer ?? issuer?.subject ?? subject,
    request.parts?.validity ?? sequence(time(request.notBefore ?? LONG_AGO), time(request.notAfter ?? FAR_AWAY)),
    subject,
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensionsOf(request))),
  )
  const bytes = sequence(toSign, algorithm, bitString(sign(hash, toSign, signer)))
  return { commonName: request.commonName, subject, privateKey, der: bytes, pem: pemOf(bytes) }
}

/** A certificate as PEM. */
function pemOf(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

/** A key and its certificate, with the chain that is sent along. */
export function identityOf(leaf: Issued, ...chain: readonly Issued[]): Identity {
  const key = String(leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  return { key, cert: [leaf, ...chain].map(({ pem }) => pem).join('') }
}

function nameOf(commonName: string | undefined): Buffer {
  if (commonName === undefined) return sequence()
  return sequence(der(0x31, sequence(objectId('2.5.4.3'), utf8(commonName))))
}

const BASIC_CONSTRAINTS = objectId('2.5.29.19')

// Names are critical where there is no subject (RFC 5280 §4.2.1.6).
function extensionsOf({ commonName, names = [], isAuthority = false, extensions = [] }: CertificateRequest): Buffer[] {
  const basic = extension('2.5.29.19', sequence(...(isAuthority ? [der(0x01, Buffer.from([0xff]))] : [])), true)
  return [
    ...(extensions.some(each => each.includes(BASIC_CONSTRAINTS)) ? [] : [basic]),
    ...(names.length === 0
      ? []
      : [extension('2.5.29.17', sequence(...names.map(generalName)), commonName === undefined)]),
    ...extensions,
  ]
}

/** One extension by its object identifier. */
export function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return sequence(objectId(id), ...(isCritical ? [der(0x01, Buffer.from([0xff]))] : []), der(0x04, value))
}

function generalName(name: string): Buffer {
  if (isIP(name) === 4) return der(0x87, Buffer.from(name.split('.').map(Number)))
  if (isIP(name) === 6) return der(0x87, Buffer.concat([Buffer.alloc(15), Buffer.from([1])]))
  // An address after the word DNS stands where a name should.
  return der(0x82, Buffer.from(name.replace(/^DNS /, ''), 'latin1'))
}

/** What a certificate may be used for: 1 for a TLS server, 2 for a client (RFC 5280 §4.2.1.12). */
export function extendedKeyUsage(purpose: number): Buffer {
  return extension('2.5.29.37', sequence(objectId(`1.3.6.1.5.5.7.3.${purpose}`)))
}

/** Only names under this domain may be in certificates below (RFC 5280 §4.2.1.10). */
export function permittedDomain(domain: string): Buffer {
  return extension('2.5.29.30', sequence(der(0xa0, sequence(der(0x82, Buffer.from(domain))))), true)
}

/** How many authorities may follow (RFC 5280 §4.2.1.9); stands in the place of the usual extension. */
export function pathLength(count: number): Buffer {
  return extension('2.5.29.19', sequence(der(0x01, Buffer.from([0xff])), integer(Buffer.from([count]))), true)
}

/** What a key may do, as the first byte of the bits: 0x80 digital signature, 0x04 signing certificates (RFC 5280 §4.2.1.3). */
export function keyUsage(bits: number): Buffer {
  return extension('2.5.29.15', bitString(Buffer.from([bits])), true)
}
