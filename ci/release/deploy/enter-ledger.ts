import type { EntryState } from '../core/deploy/ledger-entry.ts'
import { markEntry, pack, writeEntry } from '../kept/ledger-store.ts'
import type { DeployRun } from './run.ts'

/** Writes the release into the ledger before the cluster changes; one whose canary has passed is there already. */
export async function enterLedger(run: DeployRun, state: Extract<EntryState, 'canary' | 'applying'>): Promise<void> {
  const { release, namespace, who } = run.job
  if (release === undefined || run.ledger === undefined)
    throw new TypeError('a release is entered after the lock is held')
  if (run.entry?.number === run.ledger.next) {
    run.entry = { ...run.entry, state }
    await markEntry(run.world.cluster, namespace, run.entry)
    return
  }
  const { parts, packedHash } = pack(release.objects)
  const { hash, name } = release
  run.entry = {
    ...{ number: run.ledger.next, release: name, hash, state, by: undefined },
    ...{ startedAt: run.world.effects.wallNow(), endedAt: undefined },
    ...{ who, reason: run.reason, sentence: '', trouble: '', returnedTo: undefined, parts: parts.length, packedHash },
  }
  await writeEntry(run.world.cluster, namespace, run.entry, parts)
}
