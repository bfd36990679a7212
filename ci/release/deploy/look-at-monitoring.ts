import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { describeError } from '../../../lib/describe-error.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { isExternal } from '../../../lib/system-error.ts'
import type { Look } from '../core/deploy/in-force.ts'
import { sentenceOf } from '../core/diagnose/finding.ts'
import { readScene } from '../read-scene.ts'
import { findingsIn, isDone } from './watch-rollout.ts'

/** What one Deployment lacks; undefined where nothing. */
interface Lack {
  readonly what: string
  readonly isFinal: boolean
}

/** Whether what monitors runs as it was applied at a moment of the server's clock. Rejects for a fault of our own alone. */
export async function lookAtMonitoring(
  cluster: Cluster,
  deployments: readonly KubernetesObject[],
  since: Date,
): Promise<Look> {
  try {
    const found = await Promise.all(deployments.map(deployment => lackOf(cluster, deployment, since)))
    const lacks = found.filter(lack => lack !== undefined)
    const what = lacks.map(lack => lack.what)
    if (lacks.length === 0) return { is: 'in-force' }
    return lacks.some(({ isFinal }) => !isFinal) ? { is: 'not-yet', what } : { is: 'broken', what }
  } catch (error) {
    if (!isExternal(error)) throw error
    return { is: 'unknown', why: describeError(error), isNamed: true }
  }
}

async function lackOf(
  cluster: Cluster,
  { metadata: { namespace = '', name } }: KubernetesObject,
  since: Date,
): Promise<Lack | undefined> {
  const scene = await readScene(cluster, { namespace, name })
  if (scene === undefined) return { what: `the Deployment ${name} is not there`, isFinal: true }
  if (isDone(scene)) return undefined
  const found = findingsIn([scene], since)
  const final = found.find(({ isFinal }) => isFinal)
  const [first = final] = found
  if (first === undefined) return { what: `${name} is not available`, isFinal: false }
  return { what: `${name}: ${sentenceOf(first)}`.replace(/[.]$/, ''), isFinal: final !== undefined }
}
