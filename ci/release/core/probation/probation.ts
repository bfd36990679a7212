import { current, type Ledger, PROBATION } from '../deploy/ledger.ts'
import type { LedgerEntry } from '../deploy/ledger-entry.ts'
import type { Diagnosis } from '../diagnose/diagnosis.ts'
import { sentenceOf } from '../diagnose/finding.ts'

/** The release that is out and on probation at a moment; undefined where none is. */
export function onProbation(ledger: Ledger, now: Date): LedgerEntry | undefined {
  const there = current(ledger)
  if (there?.state !== 'good' || there.endedAt === undefined) return undefined
  const age = now.getTime() - there.endedAt.getTime()
  return age < PROBATION ? there : undefined
}

/** What only a release does to its own pods. That answers are slow or fail is none of it: a slow database does that too. */
const OF_THE_RELEASE = ['out-of-memory', 'heap-full', 'crash', 'killed', 'segmentation-fault', 'ends-by-itself']

/**
 * Why a release on probation is taken back, in a sentence; undefined while it stays. What befalls pods of other Deployments as
 * well, or comes from a node, is not its fault.
 */
export function whyTakenBack(app: readonly Diagnosis[], others: readonly Diagnosis[]): string | undefined {
  const found = app.find(
    ({ code, isFinal, faultOf }) => isFinal && faultOf === 'release' && OF_THE_RELEASE.includes(code),
  )
  if (found === undefined || others.some(({ code }) => code === found.code)) return undefined
  return app.some(({ faultOf }) => faultOf === 'node') ? undefined : sentenceOf(found)
}
