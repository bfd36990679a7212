import type { Cluster } from '../../adapters/kubernetes/cluster.ts'
import {
  applyObject,
  deleteObject,
  listObjects,
  mergeIntoObject,
  readObject,
} from '../../adapters/kubernetes/objects.ts'
import { type Duration, humanDuration, minutes, seconds } from '../../lib/duration.ts'
import { at, listAt, textAt } from '../../lib/json/path.ts'
import type { KubernetesObject } from '../../lib/kubernetes/object.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { faultyJob, keeperJob } from './job.ts'
import { keptObjects, ownerOf } from './kept-objects.ts'
import { DRILL_LABEL, MANAGER, OF_DRILLS } from './place.ts'
import { podState } from './pod-state.ts'
import type { DrillPlan } from './read-plan.ts'

/** A fault that can be made and ended. */
export interface CarriedOut {
  /** Resolves when it is there. Rejects, with nothing left, when it cannot be made. */
  readonly start: () => Promise<void>
  readonly renew: () => Promise<void>
  /** Resolves when everything is as before. */
  readonly end: () => Promise<void>
}

/** What carrying out takes besides the cluster. */
export interface CarryDeps {
  readonly now: () => number
  readonly pause: (duration: Duration) => Promise<void>
}

const POLL = seconds(1)
/** A pod is scheduled and started, and evictions wait for a disruption budget. */
const BROKEN_WITHIN = minutes(2)
const HEALED_WITHIN = seconds(60)
/** A fraction of the lease. */
const RENEW_EVERY = seconds(15)

/** The fault of a plan. */
export function carryOut(cluster: Cluster, plan: DrillPlan, deps: CarryDeps): CarriedOut {
  return plan.kind === 'own-pod' ? ownPod(cluster, plan, deps) : kept(cluster, plan, deps)
}

/** The drill whose pods are there, and undefined where none is. */
export async function drillUnderWay(cluster: Cluster, namespace: string): Promise<string | undefined> {
  const jobs = await listObjects(cluster, ['batch/v1', 'Job'], { namespace, labels: OF_DRILLS })
  const running = jobs.find(job => !listAt(job, 'status', 'conditions').some(isEnd))
  return running?.metadata.labels?.[DRILL_LABEL]
}

function isEnd(condition: unknown): boolean {
  return ['Complete', 'Failed'].includes(textAt(condition, 'type')) && textAt(condition, 'status') === 'True'
}

function ownPod(cluster: Cluster, plan: DrillPlan & { readonly kind: 'own-pod' }, deps: CarryDeps): CarriedOut {
  const job = faultyJob(plan.place, plan.does)
  const end = async (): Promise<void> => {
    await deleteObject(cluster, job)
    await untilGone(cluster, plan, deps)
  }
  return {
    async start() {
      await applyObject(cluster, job, MANAGER)
      await untilBroken(cluster, plan, deps, end)
    },
    renew: async () => undefined,
    end,
  }
}

function kept(cluster: Cluster, plan: DrillPlan & { readonly kind: 'kept' }, deps: CarryDeps): CarriedOut {
  const { place, keeping } = plan
  let owner: KubernetesObject | undefined
  let renewals = 0
  let renewedAt = 0
  /** Makes the Job anew in what is new of it; false when it is gone. */
  const change = async (isEnding: boolean): Promise<boolean> => {
    const job = owner && (await readObject(cluster, keeperJob(place, keeping, owner)))
    if (owner === undefined || job === undefined) return false
    const renewed = { uid: textAt(job, 'metadata', 'uid'), renewal: String(renewals), isEnding }
    await applyObject(cluster, keeperJob(place, keeping, owner, renewed), MANAGER)
    return true
  }
  const end = async (): Promise<void> => {
    if (owner === undefined) return
    // A Job that is suspended ends its pod, and keeps the rights with which the pod puts everything back.
    await change(true)
    await untilGone(cluster, plan, deps)
    await healAll(cluster, plan)
    await deleteObject(cluster, owner)
  }
  return {
    async start() {
      const binding = ownerOf(place, keeping)
      const { object } = await applyObject(cluster, binding, MANAGER)
      owner = { ...binding, ...(object as KubernetesObject) }
      renewedAt = deps.now()
      try {
        for (const made of keptObjects(place, keeping, owner)) await applyObject(cluster, made, MANAGER)
      } catch (error) {
        await deleteObject(cluster, owner)
        throw error
      }
      await untilBroken(cluster, plan, deps, end)
    },
    async renew() {
      if (deps.now() - renewedAt < RENEW_EVERY) return
      renewedAt = deps.now()
      renewals += 1
      if (!(await change(false))) throw new ExternalError('The drill has ended by itself')
    },
    end,
  }
}

/** Puts back what the pod has not: it may have been lost with its node. */
async function healAll(cluster: Cluster, { keeping }: DrillPlan & { readonly kind: 'kept' }): Promise<void> {
  for (const { object, broken, healed } of keeping.changes) {
    const now = await readObject(cluster, object)
    if (now === undefined || !holds(now, broken)) continue
    await mergeIntoObject(cluster, object, healed)
  }
}

/** Whether an object has every value of a merge patch. */
function holds(object: unknown, patch: unknown): boolean {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch))
    return JSON.stringify(object) === JSON.stringify(patch)
  return Object.entries(patch).every(([key, value]) => holds(at(object, key), value))
}

async function untilBroken(
  cluster: Cluster,
  plan: DrillPlan,
  { now, pause }: CarryDeps,
  undo: () => Promise<void>,
): Promise<void> {
  const started = now()
  let last = 'no pod was made for it; is there room in the quota?'
  while (now() - started < BROKEN_WITHIN) {
    const [pod] = await podsOf(cluster, plan)
    const state = pod && podState(pod, plan.kind)
    if (state?.is === 'broken') return
    if (state !== undefined) last = state.why
    if (state?.is === 'failed') break
    await pause(POLL)
  }
  await undo()
  throw new ExternalError(`The drill could not break anything: ${last}`)
}

async function untilGone(cluster: Cluster, plan: DrillPlan, { now, pause }: CarryDeps): Promise<void> {
  const started = now()
  while ((await podsOf(cluster, plan)).length > 0) {
    if (now() - started > HEALED_WITHIN) {
      throw new ExternalError(
        `The pod of the drill has not ended within ${humanDuration(HEALED_WITHIN)}: \`kubectl -n ${plan.place.namespace} get pods -l ${OF_DRILLS}\``,
      )
    }
    await pause(POLL)
  }
}

function podsOf(cluster: Cluster, { place }: DrillPlan): Promise<readonly KubernetesObject[]> {
  return listObjects(cluster, ['v1', 'Pod'], {
    namespace: place.namespace,
    labels: `${OF_DRILLS},${DRILL_LABEL}=${place.name}`,
  })
}
