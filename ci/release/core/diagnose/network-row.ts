import { at, listAt, textAt } from '../../../../lib/json/path.ts'
import type { KubernetesObject } from '../../../../lib/kubernetes/object.ts'
import { safeLine } from './safe-line.ts'

/** How programs say that they could not reach another: codes of the system, and words of runtimes and drivers. */
const UNREACHED =
  /\b(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT)\b|connection (refused|timed out|reset)|i\/o timeout|no route to host|could not connect|name or service not known/i

/** Whether a line of a log says that another could not be reached. */
export function saysUnreached(line: string): boolean {
  return UNREACHED.test(line)
}

/** The row of the network matrix of a pod with these labels: whom the policies let it reach, and who may ask it, a line each. */
export function networkRow(
  policies: readonly KubernetesObject[],
  labels: Readonly<Record<string, unknown>>,
): readonly string[] {
  const own = policies.filter(policy => isSelected(at(policy, 'spec', 'podSelector'), labels))
  return [`may reach ${sideText(own, 'Egress', 'to')}`, `may be asked by ${sideText(own, 'Ingress', 'from')}`]
}

function sideText(policies: readonly KubernetesObject[], side: 'Egress' | 'Ingress', peers: 'to' | 'from'): string {
  const deciding = policies.filter(policy => typesOf(policy).includes(side))
  // Whom no policy selects is open.
  if (deciding.length === 0) return 'everything: no policy says otherwise'
  const allowed = deciding.flatMap(policy =>
    listAt(policy, 'spec', side.toLowerCase()).map(rule => {
      const whom = listAt(rule, peers).map(peer => peerText(peer, policy))
      const ports = listAt(rule, 'ports').map(
        port => `${at(port, 'port') ?? 'any port'}/${textAt(port, 'protocol') || 'TCP'}`,
      )
      const on = ports.length === 0 ? 'every port' : ports.join(' and ')
      return `${whom.length === 0 ? 'everyone' : whom.join(' and ')} on ${on} (policy ${policy.metadata.name})`
    }),
  )
  return safeLine(allowed.length === 0 ? 'nothing and no one' : `${allowed.join('; ')}; nothing else`)
}

/** Absent types follow from what the policy says, as Kubernetes has it. */
function typesOf(policy: KubernetesObject): readonly string[] {
  const named = listAt(policy, 'spec', 'policyTypes').map(String)
  if (named.length > 0) return named
  return ['Ingress', ...(at(policy, 'spec', 'egress') === undefined ? [] : ['Egress'])]
}

function peerText(peer: unknown, policy: KubernetesObject): string {
  const cidr = textAt(peer, 'ipBlock', 'cidr')
  if (cidr !== '') {
    const except = listAt(peer, 'ipBlock', 'except').map(String)
    return except.length === 0 ? cidr : `${cidr} without ${except.join(', ')}`
  }
  const pods = labelsText(at(peer, 'podSelector')) || 'every pod'
  const namespaces = at(peer, 'namespaceSelector')
  const where =
    namespaces === undefined
      ? (policy.metadata.namespace ?? 'its namespace')
      : textAt(namespaces, 'matchLabels', 'kubernetes.io/metadata.name') || labelsText(namespaces) || 'every namespace'
  return `${pods} in ${where}`
}

function labelsText(selector: unknown): string {
  const labels = Object.entries(Object(at(selector, 'matchLabels'))).map(([key, value]) => `${key}=${value}`)
  const others = listAt(selector, 'matchExpressions').map(one =>
    `${textAt(one, 'key')} ${textAt(one, 'operator')} ${listAt(one, 'values').join('|')}`.trim(),
  )
  return [...labels, ...others].join(', ')
}

function isSelected(selector: unknown, labels: Readonly<Record<string, unknown>>): boolean {
  const isSame = Object.entries(Object(at(selector, 'matchLabels'))).every(([key, value]) => labels[key] === value)
  return isSame && listAt(selector, 'matchExpressions').every(one => holds(one, labels))
}

function holds(expression: unknown, labels: Readonly<Record<string, unknown>>): boolean {
  const key = textAt(expression, 'key')
  const values = listAt(expression, 'values')
  const operator = textAt(expression, 'operator')
  if (operator === 'Exists') return key in labels
  if (operator === 'DoesNotExist') return !(key in labels)
  return values.includes(labels[key]) === (operator === 'In')
}
