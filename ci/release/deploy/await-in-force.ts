import {
  eventOfLooks,
  isOpen,
  type Look,
  type LookName,
  type Looks,
  lookAtRules,
  lookSentences,
  type Wanted,
  wantedOf,
} from '../core/deploy/in-force.ts'
import type { DeployEvent } from '../core/deploy/machine.ts'
import { lookAtMonitoring } from './look-at-monitoring.ts'
import { type DeployRun, note, paceOf } from './run.ts'

const ASK_EVERY_SECONDS = 5

/** How long one that does not answer is asked again: it may be restarting. */
const SILENT_FOR_SECONDS = 30

/** Waits for what monitors, and asks Prometheus and Grafana until they have what was applied, they do not answer for long, or the time is over. */
export async function awaitInForce(run: DeployRun, untilSeconds: number): Promise<DeployEvent> {
  const { job, kinds, report, world } = run
  const wanted = wantedOf(job.release?.objects ?? [], kinds)
  const pace = paceOf(run, Number.POSITIVE_INFINITY)
  const giveUpSilent = world.effects.now() + SILENT_FOR_SECONDS
  for (;;) {
    await pace()
    const looks = await look(run, wanted)
    const { isNotYet, isSilent } = isOpen(looks)
    const now = world.effects.now()
    if ((!isNotYet && !(isSilent && now < giveUpSilent)) || now >= untilSeconds) {
      for (const sentence of lookSentences(looks)) note(run, sentence)
      return eventOfLooks(looks, report?.verdict === 'proceed')
    }
    await world.effects.waitUntil(Math.min(now + ASK_EVERY_SECONDS, untilSeconds), world.signal)
  }
}

async function look({ world, appliedAt }: DeployRun, wanted: Wanted): Promise<Looks> {
  const { rules, boards, deployments } = wanted
  const looks = new Map<LookName, Look>()
  // What runs is looked at first: a Prometheus that has just come answers then.
  if (deployments.length > 0) looks.set('monitoring', await lookAtMonitoring(world.cluster, deployments, appliedAt))
  if (rules.size > 0) looks.set('rules', lookAtRules(wanted, await world.rules()))
  if (boards.length > 0) looks.set('dashboards', await world.boards(boards))
  return looks
}
