import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isMissing } from '../../lib/system-error.ts'
import type { Candidate } from './sample.ts'

/** What became of a mutant. */
export type Fate =
  | { readonly fate: 'refused' }
  | {
      readonly fate: 'killed'
      readonly by: 'unit' | 'integration'
      /** Whether the run was ended because it took too long, as one that hangs does. */
      readonly isLate: boolean
      readonly test: string
    }
  | { readonly fate: 'lived' }

/** A mutant's fate with all that a reader needs to know which one it was. */
export type Entry = Pick<Candidate, 'id' | 'file' | 'line' | 'operator' | 'from' | 'to'> & Fate

/** The fates found so far, in a file that grows by a line each, so that a run can be taken up where it was ended. */
export interface Ledger {
  readonly fates: ReadonlyMap<string, Entry>
  add(candidate: Candidate, fate: Fate): void
}

/** Reads the ledger in a file, which need not be there yet. */
export function openLedger(file: string): Ledger {
  const lines = wholeLines(file)
  const entries = lines.map((line): Entry => JSON.parse(line))
  const fates = new Map(entries.map(entry => [entry.id, entry]))
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, lines.map(line => `${line}\n`).join(''))
  return {
    fates,
    add({ id, file: mutatedFile, line, operator, from, to }, fate) {
      const entry: Entry = { id, file: mutatedFile, line, operator, from, to, ...fate }
      fates.set(id, entry)
      appendFileSync(file, `${JSON.stringify(entry)}\n`)
    },
  }
}

/** The last line may have been cut off with its run. */
function wholeLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(0, -1)
  } catch (error) {
    if (!isMissing(error)) throw error
    return []
  }
}
