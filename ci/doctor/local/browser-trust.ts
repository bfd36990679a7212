import { X509Certificate } from 'node:crypto'
import { readIfPresent } from '../../../adapters/files/files.ts'
import { absent, type Finding, good } from '../core/fact.ts'
import type { LocalPlace } from './local-place.ts'

/** Where systems gather the authorities that they trust: Debian, Fedora, Alpine. */
const BUNDLES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/cert.pem']

/** Whether the system and Chrome’s own store trust an authority; that a browser warns is no failure. */
export async function browserTrust(place: LocalPlace, ca: string, file: string): Promise<Finding> {
  const [isSystem, isChrome] = await Promise.all([isInSystem(ca), isInChrome(place, ca)])
  const trusting = [...(isSystem ? ['the system'] : []), ...(isChrome ? ['Chrome'] : [])]
  if (trusting.length > 0)
    return good(
      `${trusting.join(' and ')} ${trusting.length === 1 ? 'trusts' : 'trust'} it; Firefox has a store of its own`,
    )
  return absent(
    `browsers warn: \`certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n leadline -i ${file}\` for Chrome; \`sudo cp ${file} /usr/local/share/ca-certificates/leadline.crt && sudo update-ca-certificates\` for curl and others`,
  )
}

async function isInSystem(ca: string): Promise<boolean> {
  const wanted = withoutBreaks(ca)
  const bundles = await Promise.all(BUNDLES.map(bundle => readIfPresent(bundle)))
  return bundles.some(text => text !== undefined && withoutBreaks(text).includes(wanted))
}

function withoutBreaks(pem: string): string {
  return pem.replaceAll(/\s/g, '')
}

async function isInChrome(place: LocalPlace, ca: string): Promise<boolean> {
  const run = await place.run(['certutil'], ['-d', `sql:${place.env.HOME}/.pki/nssdb`, '-L', '-a', '-n', 'leadline'])
  if (run?.isGood !== true) return false
  return fingerprintOf(run.stdout) === fingerprintOf(ca)
}

/** The certificate itself, however its text is broken into lines; undefined for what is none. */
function fingerprintOf(pem: string): string | undefined {
  try {
    return new X509Certificate(pem).fingerprint256
  } catch {
    // certutil says in words that there is none.
    return undefined
  }
}
