import { collectionPath } from '../../../k8s/render/api-paths.ts'
import { count } from '../../../lib/count.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { bad, type Fact, good } from '../core/fact.ts'
import type { Place } from '../place/place.ts'
import { missingRights, type Right, rightText } from '../place/rights.ts'

/** What applying an object takes, whether it is there already or not. */
const VERBS = ['get', 'create', 'patch']

/** Whether the kubeconfig may do what a deploy does. */
export const RIGHTS_FACT: Fact<Place> = {
  id: 'rights',
  part: 'cluster',
  asks: 'May this kubeconfig apply the release, verb by verb?',
  after: ['login', 'manifests'],
  mend: 'use the kubeconfig of the deployer, or one with cluster rights',
  async ask(place) {
    const [cluster, sets] = await Promise.all([place.cluster(), place.sets()])
    const objects = (set: 'platform' | 'release') => sets[set].map(({ object }) => object)
    const [release, platform] = await Promise.all([
      missingRights(cluster, rightsFor(objects('release'))),
      missingRights(cluster, rightsFor(objects('platform'))),
    ])
    if (release.length > 0) {
      return bad(
        `may not ${release.slice(0, 3).map(rightText).join('; ')}${release.length > 3 ? `; and ${release.length - 3} more` : ''}`,
        'use a kubeconfig with cluster rights; if this is the deployer’s, apply the platform with one first: `npm run render -- platform --apply`',
      )
    }
    return good(
      platform.length === 0
        ? 'may apply both sets'
        : `may apply the release, and not the platform (${count(platform.length, 'right')} less), as the deployer`,
    )
  },
}

/** Every right that applying these objects takes. */
function rightsFor(objects: readonly KubernetesObject[]): readonly Right[] {
  const rights = objects.flatMap(({ apiVersion, kind, metadata: { namespace = '' } }) => {
    const resource = collectionPath(apiVersion, kind).split('/').at(-1) ?? ''
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
    return VERBS.map(verb => ({ verb, group, resource, namespace }))
  })
  return [...new Map(rights.map(right => [JSON.stringify(right), right])).values()]
}
