import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { listObjects } from '../../../adapters/kubernetes/objects.ts'
import { pause } from '../../../adapters/pause.ts'
import { seconds } from '../../../lib/duration.ts'
import { listAt, textAt } from '../../../lib/json/path.ts'
import { isExternal } from '../../../lib/system-error.ts'
import type { SeenPod } from './failed-visits.ts'

const LOOK_EVERY = seconds(1)

/** Remembers every pod of the app, with its address and release, until the signal aborts. */
export async function watchPods(
  cluster: Cluster,
  namespace: string,
  seen: Map<string, SeenPod>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const pods = await listObjects(cluster, ['v1', 'Pod'], { namespace, labels: 'app.kubernetes.io/name=app' })
      for (const pod of pods) {
        const variables = listAt(pod, 'spec', 'containers', 0, 'env')
        const release = textAt(
          variables.find(one => textAt(one, 'name') === 'RELEASE'),
          'value',
        )
        const address = textAt(pod, 'status', 'podIP')
        if (address !== '') seen.set(`${pod.metadata.name} ${address}`, { name: pod.metadata.name, address, release })
      }
    } catch (error) {
      // A pod that is missed makes the failures that it answers ours, so nothing is hidden.
      if (!isExternal(error)) throw error
    }
    await pause(LOOK_EVERY, signal).catch(() => undefined)
  }
}
