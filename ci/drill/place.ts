import type { Duration } from '../../lib/duration.ts'
import { textAt } from '../../lib/json/path.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import type { Change } from './changes.ts'

/** The manager of the fields that a drill applies, by which its objects are found too. */
export const MANAGER = 'leadline-drill'
const MANAGED_LABEL = 'app.kubernetes.io/managed-by'
/** The label with the name of the drill. */
export const DRILL_LABEL = 'leadline-drill'
/** Selects the objects of every drill. */
export const OF_DRILLS = `${MANAGED_LABEL}=${MANAGER}`

/** What a drill in a cluster is carried out with. */
export interface DrillPlace {
  readonly name: string
  readonly namespace: string
  /** Our image, as the prober runs it. */
  readonly image: string
  readonly imagePullPolicy: string
  readonly imagePullSecrets: readonly unknown[]
  /** The text of `adapters/kubernetes/in-drill-pod.ts`. */
  readonly script: string
  /** The longest that the drill may last: then it ends by itself, whatever became of the command. */
  readonly longest: Duration
}

/** What the pod of a drill does that changes objects of others. */
export interface Keeping {
  readonly changes: readonly Change[]
  /** The pods that are evicted after that, as a query of the API. */
  readonly evicts?: string
  /** The node that the pod must not be on. */
  readonly avoids?: string
  /** Addresses and ports of the API server, which the pod must reach past the policies of the namespace. */
  readonly apiServer: readonly { readonly address: string; readonly port: number }[]
}

/** The name of every object of a drill. */
export function objectName({ name }: Pick<DrillPlace, 'name'>): string {
  return `drill-${name}`
}

/** The name and labels of an object of a drill, and who owns it. */
export function metadataOf(place: DrillPlace, owner?: KubernetesObject) {
  const references =
    owner === undefined
      ? {}
      : {
          ownerReferences: [
            {
              apiVersion: owner.apiVersion,
              kind: owner.kind,
              name: owner.metadata.name,
              uid: textAt(owner, 'metadata', 'uid'),
            },
          ],
        }
  return {
    name: objectName(place),
    labels: { 'app.kubernetes.io/name': 'drill', [MANAGED_LABEL]: MANAGER, [DRILL_LABEL]: place.name },
    ...references,
  }
}
