import { setTimeout as sleep } from 'node:timers/promises'
import { type Pod, type PodEnd, startPod } from './pods.testkit.ts'
import type { RolloutPlan } from './rollout-plan.testkit.ts'

/** Pods of one Deployment, of which a rollout replaces all. */
export interface Deployment {
  readonly pods: readonly Pod[]
  /** Replaces every pod by one of another release; resolves when the old ones have ended. */
  rollOut(release: string, plan: RolloutPlan, signal?: NodeJS.Signals): Promise<void>
  stop(plan: RolloutPlan): Promise<void>
}

const LOOK_EVERY_MS = 20

/**
 * A Deployment with a fake controller, which does what the one of Kubernetes does: no more pods than the surge allows, of
 * which those that terminate do not count, and no fewer available ones than may be unavailable.
 */
export function createDeployment(folder: string, changed: (pod: Pod) => void): Deployment {
  let pods: readonly Pod[] = []
  const ending: Promise<void>[] = []
  const end = (pod: Pod, how: PodEnd): void => {
    pods = pods.filter(other => other !== pod)
    ending.push(pod.terminate(how))
  }
  return {
    get pods() {
      return pods
    },
    async rollOut(release, plan, signal = 'SIGTERM') {
      const isNew = (pod: Pod) => pod.release === release
      const isAvailable = ({ readySince }: Pod) =>
        readySince !== undefined && performance.now() >= readySince + plan.minReady
      const step = async (): Promise<void> => {
        const available = pods.filter(isAvailable).length
        const spare = available - (plan.replicas - plan.maxUnavailable)
        const old = pods.filter(pod => !isNew(pod)).toSorted((a, b) => Number(isAvailable(a)) - Number(isAvailable(b)))
        for (const pod of old.slice(0, Math.max(0, spare))) end(pod, { ...plan, signal })
        const missing = plan.replicas - pods.filter(isNew).length
        const room = plan.replicas + plan.maxSurge - pods.length
        for (let count = Math.min(missing, room); count > 0; count--)
          pods = [...pods, await startPod(plan, release, folder, changed)]
      }
      while (!(pods.length === plan.replicas && pods.every(pod => isNew(pod) && isAvailable(pod)))) {
        await step()
        await sleep(LOOK_EVERY_MS)
      }
      await Promise.all(ending.splice(0))
    },
    async stop(plan) {
      for (const pod of pods) end(pod, { ...plan, signal: 'SIGKILL' })
      await Promise.all(ending)
    },
  }
}
