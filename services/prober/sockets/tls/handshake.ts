import type { TLSSocket } from 'node:tls'
import type { Certificate, Failure } from '../../core/judge/observation.ts'
import type { Route, TlsExpectation } from '../../definition/model.ts'
import { peerCertificate } from './certificate.ts'
import { certificateProblem, NO_CERTIFICATE, WRONG_NAME } from './certificate-problems.ts'
import { asciiName } from './host-name.ts'
import { trustIn } from './tls-context.ts'

/** What a handshake showed. */
export interface Handshake {
  readonly certificate: Certificate | undefined
  /** Why nothing may be sent to this peer. */
  readonly failure: Failure | undefined
}

/** Reads the peer's certificate once the handshake is done, and checks it where the probe wants that. */
export function readHandshake(socket: TLSSocket, route: Route, tls: TlsExpectation): Handshake {
  const hostname = tls.hostname ?? route.serverName
  const certificate = peerCertificate(socket, hostname, trustIn(route.ca))
  const problem = certificate === undefined ? NO_CERTIFICATE : certificate.problem
  if (!tls.isVerified || problem === undefined) return { certificate, failure: undefined }
  const { reason, sentence } = certificateProblem(problem)
  return { certificate, failure: { phase: 'tls', reason, detail: detailOf(certificate, sentence, hostname) } }
}

function detailOf(certificate: Certificate | undefined, sentence: string, hostname: string): string {
  if (certificate?.problem === WRONG_NAME) {
    const names = certificate.names || 'no alternative name, and browsers ignore the subject'
    return `The certificate is not for ${asciiName(hostname)}: it has ${names}`
  }
  // Where the server's own certificate has not expired, one of its authorities has.
  if (certificate?.problem === 'CERT_HAS_EXPIRED') {
    const end = new Date(certificate.chainNotAfter * 1000).toISOString().slice(0, 10)
    return `${certificate.firstToEnd} expired on ${end}`
  }
  return sentence
}
