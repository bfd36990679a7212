import { type Cluster, type ClusterAnswer, refusalOf } from '../../../adapters/kubernetes/cluster.ts'
import { ClusterError, RefusedError } from '../../../adapters/kubernetes/cluster-error.ts'
import { collectionPath, objectPath } from '../../../k8s/render/api-paths.ts'
import { UsageError } from '../../../lib/command/command.ts'
import { listAt } from '../../../lib/json/path.ts'
import { oneLine } from '../../../lib/text/one-line.ts'
import { bad, type Judged, unchecked } from '../core/fact.ts'

/** Objects of a kind: where they are, and under which version. */
export interface KindPlace {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace?: string
  readonly labels?: string
}

const TAKE_AGAIN = 'its token or certificate has expired or is of another cluster: take the kubeconfig again'
const PAGE = 500
const OK = 300
const BAD = 400
const STATUS = { unauthorized: 401, forbidden: 403, notFound: 404 } as const

/** Reads one object; undefined where there is none. Rejects with a RefusedError where it may not be read. */
export async function readOne(cluster: Cluster, place: KindPlace & { readonly name: string }): Promise<unknown> {
  const { apiVersion, kind, namespace, name } = place
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) }
  return readPath(cluster, objectPath({ apiVersion, kind, metadata }), `get ${kind} ${name}${inside(namespace)}`)
}

/** Lists objects, five hundred at most. Rejects with a RefusedError where they may not be listed. */
export async function readList(cluster: Cluster, place: KindPlace): Promise<readonly unknown[]> {
  const { apiVersion, kind, namespace, labels } = place
  const selector = labels === undefined ? '' : `&labelSelector=${encodeURIComponent(labels)}`
  const path = `${collectionPath(apiVersion, kind, namespace)}?limit=${PAGE}${selector}`
  return listAt(await readPath(cluster, path, `list ${kind}${inside(namespace)}`), 'items')
}

/** Reads a path; undefined where there is nothing. `deed` is the right that it takes, in words. */
export async function readPath(cluster: Cluster, path: string, deed: string): Promise<unknown> {
  const answer = await cluster.ask(path)
  // An API group that is not there is answered with plain text.
  if (answer.status === STATUS.notFound && !isForeign(answer)) return undefined
  return accepted(cluster, answer, deed).body
}

function inside(namespace: string | undefined): string {
  return namespace === undefined ? '' : ` in ${namespace}`
}

/** Sends a review, which is answered and changes nothing. */
export async function review(cluster: Cluster, path: string, body: unknown): Promise<unknown> {
  return accepted(cluster, await cluster.ask(path, { method: 'POST', body }), 'ask for own rights').body
}

/** An answer that is one of an API server, and no refusal. */
export function accepted(cluster: Cluster, answer: ClusterAnswer, deed: string): ClusterAnswer {
  if (answer.status === STATUS.unauthorized) throw unknownLogin(cluster)
  if (isForeign(answer)) {
    const title = /<title>\s*([^<]{1,80}?)\s*<\/title>/i.exec(answer.text)?.[1]
    const what = title === undefined ? 'something that is no JSON' : `the page “${oneLine(title)}”`
    const problem = `What answers at ${cluster.server} is no API server: ${answer.status} with ${what}`
    throw new ClusterError(
      'api',
      problem,
      'does the kubeconfig have the right address and port (6443), and no proxy in between?',
    )
  }
  if (answer.status >= OK) throw new RefusedError(deed, answer.status, oneLine(refusalOf(answer)).slice(0, 300))
  return answer
}

/** A page or a way elsewhere, as proxies and login forms answer; logs and some errors of an API server are plain text. */
function isForeign({ status, body, text }: ClusterAnswer): boolean {
  return body === undefined && ((status >= OK && status < BAD) || /^\s*</.test(text))
}

function unknownLogin({ server, context }: Cluster): ClusterError {
  const problem = `The API server ${server} does not accept the login of the context ${context}`
  return new ClusterError('login', problem, TAKE_AGAIN)
}

/** Whether an API server refused because a right is missing. */
export function isForbidden(error: unknown): error is RefusedError {
  return error instanceof RefusedError && error.status === STATUS.forbidden
}

/** What errors of a cluster say: which fact before does not hold, or that a right is missing. */
export function judgeClusterError(error: unknown): Judged {
  if (isForbidden(error)) return { finding: unchecked(`no right to ${error.deed}`) }
  if (error instanceof RefusedError && error.status === STATUS.unauthorized) {
    return { blames: 'login', finding: bad(error.message, TAKE_AGAIN) }
  }
  if (error instanceof UsageError) return { finding: bad(error.message, 'set them all, or none') }
  if (error instanceof ClusterError) return { blames: error.step, finding: bad(error.problem, error.mend) }
  return undefined
}
