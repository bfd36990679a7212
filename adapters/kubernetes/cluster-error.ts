import { describeError } from '../../lib/describe-error.ts'
import { own } from '../../lib/own.ts'
import { ExternalError, errorCode } from '../../lib/system-error.ts'

/** Which step towards a cluster failed: reading the kubeconfig, reaching the API server, or being known there. */
export type ClusterStep = 'kubeconfig' | 'api' | 'login'

/** A step towards a cluster failed; what is wrong and what mends it are sentences of their own. */
export class ClusterError extends ExternalError {
  readonly step: ClusterStep
  readonly problem: string
  readonly mend: string

  constructor(step: ClusterStep, problem: string, mend: string) {
    super(`${problem}: ${mend}`)
    this.step = step
    this.problem = problem
    this.mend = mend
  }
}

/** An answer was longer than any that is read: asking again gives it again. */
export class AnswerTooLong extends ClusterError {}

/** Why an exchange ended, by the code of the system or of OpenSSL: what is wrong, and what mends it. */
const REASONS: Readonly<Record<string, readonly [problem: string, mend: string]>> = {
  ECONNREFUSED: ['nothing listens there', 'is k3s running on that machine (`systemctl status k3s`)?'],
  EHOSTUNREACH: ['no route leads there', 'is that machine on, and in the same network?'],
  ENETUNREACH: ['no route leads there', 'is this machine in that network?'],
  ETIMEDOUT: ['nothing comes back', 'is that machine on, and port 6443 open to this one?'],
  ENOTFOUND: ['its name does not resolve', 'write its address into the kubeconfig, or the name into your DNS'],
  EAI_AGAIN: ['its name cannot be looked up now', 'does this machine reach its DNS server?'],
  ECONNRESET: ['it ended the connection', 'look into its log (`journalctl -u k3s`)'],
  EPIPE: ['it ended the connection', 'look into its log (`journalctl -u k3s`)'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    'its certificate is not of the authority that the kubeconfig names',
    'take the kubeconfig of this cluster again (/etc/rancher/k3s/k3s.yaml)',
  ],
  SELF_SIGNED_CERT_IN_CHAIN: [
    'its certificate is not of the authority that the kubeconfig names',
    'take the kubeconfig of this cluster again (/etc/rancher/k3s/k3s.yaml)',
  ],
  DEPTH_ZERO_SELF_SIGNED_CERT: [
    'its certificate is signed by itself, and the kubeconfig does not name it',
    'take the kubeconfig of this cluster again (/etc/rancher/k3s/k3s.yaml)',
  ],
  CERT_SIGNATURE_FAILURE: [
    'its certificate is of another authority with the name of the one in the kubeconfig',
    'take the kubeconfig of this cluster again (/etc/rancher/k3s/k3s.yaml)',
  ],
  CERT_HAS_EXPIRED: [
    'its certificate has expired, or the clock of this machine is wrong',
    '`systemctl restart k3s` renews it; `timedatectl` shows the clock',
  ],
  CERT_NOT_YET_VALID: ['its certificate is not valid yet', 'set the clock: `timedatectl set-ntp true`'],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'its certificate is not for this name or address',
    'add it to `tls-san` in /etc/rancher/k3s/config.yaml, and restart k3s',
  ],
  EPROTO: ['what listens there does not speak TLS', 'does the address in the kubeconfig have the right port?'],
}

/** The error of an exchange with an API server that gave no answer. */
export function unansweredBy(server: string, error: unknown): ClusterError {
  if (error instanceof ClusterError) return error
  const known = own(REASONS, errorCode(error) ?? '')
  const [problem, mend] = known ?? [describeError(error), 'look into its log (`journalctl -u k3s`)']
  return new ClusterError('api', `The API server ${server} does not answer: ${problem}`, mend)
}

/** An API server answered, and refused. */
export class RefusedError extends ExternalError {
  readonly status: number
  /** What was refused, as a right: `list Pod`. */
  readonly deed: string

  constructor(deed: string, status: number, reason: string) {
    super(`Cannot ${deed}: ${reason}`)
    this.deed = deed
    this.status = status
  }
}
