import { describeError } from '../../../lib/describe-error.ts'
import { isExternal } from '../../../lib/system-error.ts'
import { unfinished } from '../core/deploy/ledger.ts'
import type { EntryState } from '../core/deploy/ledger-entry.ts'
import { PROBATION } from '../core/deploy/probation.ts'
import { failingPods } from '../core/diagnose/failing-pods.ts'
import { markEntry, pack, writeEntry } from '../kept/ledger-store.ts'
import { readScene } from '../read-scene.ts'
import { type DeployRun, note } from './run.ts'

/** Writes the release into the ledger before the cluster changes; one whose canary has passed is there already. */
export async function enterLedger(run: DeployRun, state: Extract<EntryState, 'canary' | 'applying'>): Promise<void> {
  const { release, namespace, who } = run.job
  if (release === undefined || run.ledger === undefined)
    throw new TypeError('a release is entered after the lock is held')
  const troubleBefore = state === 'applying' ? await troubleOfApp(run) : ''
  if (run.entry?.number === run.ledger.next) {
    run.entry = { ...run.entry, state, troubleBefore }
    await markEntry(run.world.cluster, namespace, run.entry)
    return
  }
  const { parts, packedHash } = pack(release.objects)
  const { hash, name } = release
  run.entry = {
    ...{ number: run.ledger.next, release: name, hash, state, by: undefined },
    ...{ startedAt: run.world.effects.wallNow(), endedAt: undefined, probationUntil: undefined, podsSince: undefined },
    ...{ troubleBefore, trouble: '', returnedTo: undefined, parts: parts.length, packedHash },
    ...{ who, reason: run.reason, sentence: '' },
  }
  await writeEntry(run.world.cluster, namespace, run.entry, parts)
}

/**
 * What the pods of the app die of before a release is applied, in a sentence; empty where they live. Where they do the same after it,
 * it is not the release. A killed run has looked before its pods were replaced.
 */
async function troubleOfApp(run: DeployRun): Promise<string> {
  const left = run.ledger && unfinished(run.ledger)
  if (left?.state === 'applying' && left.hash === run.job.release?.hash) return left.troubleBefore
  try {
    const scene = await readScene(run.world.cluster, { namespace: run.job.namespace, name: 'app' })
    if (scene === undefined) return ''
    return failingPods(scene, new Date(scene.now.getTime() - PROBATION))?.what ?? ''
  } catch (error) {
    if (!isExternal(error)) throw error
    note(run, `Whether the pods before it were well is not known: ${describeError(error)}`)
    return ''
  }
}
