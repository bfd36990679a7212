import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { readObject } from '../../../adapters/kubernetes/objects.ts'
import type { LedgerEntry } from '../core/deploy/ledger-entry.ts'
import { onProbation, whyTakenBack } from '../core/probation/probation.ts'
import { readLedger } from '../deploy/ledger-store.ts'
import { findingsOf } from '../deploy/watch-rollout.ts'

/** What one look at a release on probation came to. */
export type Look =
  | { readonly is: 'nothing-to-watch' }
  | { readonly is: 'well'; readonly entry: LedgerEntry }
  | { readonly is: 'broken'; readonly entry: LedgerEntry; readonly why: string }

/** Deployments whose pods are compared with those of the app. */
const OTHERS = ['status', 'prober']

/** Looks at the release that is on probation; it takes no lock and changes nothing. */
export async function lookAtRelease(cluster: Cluster, namespace: string, now: Date): Promise<Look> {
  const ledger = await readLedger(cluster, namespace)
  const entry = ledger.newer === undefined ? onProbation(ledger, now) : undefined
  if (entry === undefined) return { is: 'nothing-to-watch' }
  const deployments = (names: readonly string[]) =>
    Promise.all(
      names.map(name =>
        readObject(cluster, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace } }),
      ),
    )
  const [app, others] = await Promise.all([deployments(['app']), deployments(OTHERS)])
  const found = (which: typeof app) =>
    findingsOf(
      cluster,
      which.filter(one => one !== undefined),
      entry.startedAt,
    )
  const why = whyTakenBack(await found(app), await found(others))
  return why === undefined ? { is: 'well', entry } : { is: 'broken', entry, why }
}
