import type { X509Certificate } from 'node:crypto'

/** Longer paths are none: public authorities need three. */
const LONGEST = 10

/**
 * The certificates from the server's own to the authority that is trusted, as OpenSSL chooses them: what is trusted comes
 * before what was sent, so that an old cross-signature that is sent along does not count. Where no authority is trusted the
 * path ends with the last issuer that was sent.
 */
export function trustPath(
  sent: readonly X509Certificate[],
  trusted: readonly X509Certificate[],
): readonly X509Certificate[] {
  const path = sent.slice(0, 1)
  for (let last = path[0]; last !== undefined && path.length < LONGEST; last = path.at(-1)) {
    const child = last
    if (isIssuer(child, child)) break
    const rest = sent.filter(certificate => !path.includes(certificate))
    const next = best(trusted.filter(each => isIssuer(each, child))) ?? best(rest.filter(each => isIssuer(each, child)))
    if (next === undefined) break
    path.push(next)
  }
  return path
}

/** Of several certificates of one authority, the one that lasts longest (X509_STORE_CTX_get1_issuer). */
function best(issuers: readonly X509Certificate[]): X509Certificate | undefined {
  return issuers.toSorted((a, b) => endOf(b) - endOf(a))[0]
}

/**
 * When a certificate ends, in seconds since 1970; a date that cannot be read has passed. Node's own `validToDate` is any
 * number where OpenSSL cannot read the date.
 */
export function endOf({ validTo }: X509Certificate): number {
  return (Date.parse(validTo) || 0) / 1000
}

function isIssuer(issuer: X509Certificate, certificate: X509Certificate): boolean {
  if (!certificate.checkIssued(issuer)) return false
  try {
    return certificate.verify(issuer.publicKey)
  } catch {
    // A key of an algorithm that OpenSSL does not know has signed nothing that it can verify.
    return false
  }
}
