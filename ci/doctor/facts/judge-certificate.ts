import type { TlsAnswer } from '../../../adapters/tls-peer.ts'
import type { Site } from '../../../k8s/site/model.ts'
import { count } from '../../../lib/count.ts'
import { own } from '../../../lib/own.ts'
import { oneLine } from '../../../lib/text/one-line.ts'
import { bad, type Finding, good, unchecked } from '../core/fact.ts'

interface Shown {
  readonly name: string
  readonly answer: TlsAnswer | string
}

interface Circumstances {
  readonly site: Site
  readonly now: Date
  /** Whether the authority that the certificate must be of is known here. */
  readonly isAuthorityKnown: boolean
}

const DAY_MILLISECONDS = 86_400_000
/** Certbot renews a month before the end; at two weeks it has failed for half of that. */
const LEAST_DAYS = 14

/** What OpenSSL’s codes mean here. */
const DISTRUST: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet: is the clock of this machine right?',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by itself, as before the first real one',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for other names',
  SELF_SIGNED_CERT_IN_CHAIN: 'this machine does not know its authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'this machine does not know its authority, or the chain lacks the one in between',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'this machine does not know its authority, or the chain lacks the one in between',
}

/** What makes or renews each kind. */
const MENDS: Readonly<Record<Site['edge']['certificate']['kind'], string>> = {
  certbot: 'on the edge: `certbot renew`, and `systemctl status certbot.timer`; the names must lead there on port 80',
  files: 'put the new files where k8s/site.yaml names them on the edge, then `sh /etc/leadline-edge/install.sh`',
  'own-ca':
    'on the edge: `sh /etc/leadline-edge/certificate.sh`; then make the ConfigMap edge-ca again from /etc/leadline-edge/ca/ca.crt',
}

/** Judges the certificates that the edge shows for each name. */
export function judgeCertificate(shown: readonly Shown[], { site, now, isAuthorityKnown }: Circumstances): Finding {
  const mend = MENDS[site.edge.certificate.kind]
  const silent = shown.flatMap(({ name, answer }) =>
    typeof answer === 'string' ? [`${name}: ${oneLine(answer)}`] : [],
  )
  if (silent.length > 0) return bad(`the edge shows none for ${silent.join('; ')}`, mend)
  const answers = shown.flatMap(({ name, answer }) => (typeof answer === 'string' ? [] : [{ name, answer }]))
  const days = Math.min(...answers.map(({ answer }) => daysLeft(answer, now)))
  const wrong = answers.flatMap(({ name, answer }) => {
    const isUnknownOnly = !isAuthorityKnown && /AUTHORITY|ISSUER|SELF_SIGNED|LEAF/.test(answer.distrust ?? '')
    if (isUnknownOnly)
      return answer.certificate?.checkHost(name) === undefined ? [`${name}: it is for other names`] : []
    return answer.distrust === undefined ? [] : [`${name}: ${own(DISTRUST, answer.distrust) ?? answer.distrust}`]
  })
  if (wrong.length > 0) return bad(wrong.join('; '), mend)
  if (days < LEAST_DAYS) return bad(`it ends in ${count(days, 'day')}, and is not renewed by itself`, mend)
  if (!isAuthorityKnown)
    return unchecked(`good for ${days} days; whether it is trusted is in the ConfigMap edge-ca, which cannot be read`)
  return good(`trusted for ${answers.map(({ name }) => name).join(', ')}, ${days} days left`)
}

function daysLeft({ certificate }: TlsAnswer, now: Date): number {
  return Math.floor((Date.parse(certificate?.validTo ?? '') - now.getTime()) / DAY_MILLISECONDS)
}
