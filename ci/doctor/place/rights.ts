import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { at } from '../../../lib/json/path.ts'
import { review } from './reading.ts'

/** One verb on one kind of resource; without a namespace in the whole cluster. */
export interface Right {
  readonly verb: string
  readonly group: string
  /** `pods`, or a part of one: `pods/eviction`. */
  readonly resource: string
  readonly namespace: string
}

/** Those of the rights that the API server would not grant now; nothing is done. */
export async function missingRights(cluster: Cluster, rights: readonly Right[]): Promise<readonly Right[]> {
  const allowed = await Promise.all(rights.map(right => isAllowed(cluster, right)))
  return rights.filter((_, index) => allowed[index] !== true)
}

/** Asks the API server whether it would allow something; nothing is done. */
async function isAllowed(cluster: Cluster, right: Right): Promise<boolean> {
  const [resource = '', subresource = ''] = right.resource.split('/')
  const resourceAttributes = { ...right, resource, ...(subresource === '' ? {} : { subresource }) }
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } }
  const answer = await review(cluster, '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', body)
  return at(answer, 'status', 'allowed') === true
}

/** A right as a person reads it: `patch nodes`. */
export function rightText({ verb, group, resource, namespace }: Right): string {
  return `${verb} ${resource}${group === '' ? '' : `.${group}`}${namespace === '' ? '' : ` in ${namespace}`}`
}
