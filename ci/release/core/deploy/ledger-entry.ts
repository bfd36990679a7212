import { parseJson } from '../../../../lib/json/parse.ts'
import { at, numberAt, textAt } from '../../../../lib/json/path.ts'
import { own } from '../../../../lib/own.ts'
import { DEPLOY_FORMAT, newerSentence } from './lock.ts'
import { REJECTED_BY, type RejectedBy } from './machine.ts'

/** What is known of a release. */
export const ENTRY_STATES = {
  canary: 'a canary of it is being judged, or the run that did so was killed; the release before stands',
  caught: 'its canary was judged bad and taken away; the release before stands',
  withdrawn: 'its canary could not be judged, and was taken away; the release before stands',
  applying: 'it is being applied, or the run that did so was killed',
  good: 'it was judged good',
  unproven: 'it stayed without having been judged good',
  rejected: 'it was judged bad, and the last good release is being brought back',
  returned: 'it was judged bad, and the last good release is back',
} as const

export type EntryState = keyof typeof ENTRY_STATES

/** One release in the ledger. */
export interface LedgerEntry {
  /** Counts up, one for each time a release is applied. */
  readonly number: number
  /** As answers name it (`x-release`). */
  readonly release: string
  /** Of the rendered set: what `applied before` means. */
  readonly hash: string
  readonly state: EntryState
  readonly by: RejectedBy | undefined
  readonly startedAt: Date
  /** When its state was known; undefined while it is being applied. */
  readonly endedAt: Date | undefined
  /** Until then its first half hour lasts; undefined for one that was taken back, or has no probation. */
  readonly probationUntil: Date | undefined
  /** Since when pods of its template of the app run; undefined where it changed none and no one knows. */
  readonly podsSince: Date | undefined
  /** What the pods of the release before had come to when this one was applied; empty where they were well. */
  readonly troubleBefore: string
  /** Who deployed it, from where. */
  readonly who: string
  /** Why it was let through although something forbade it; empty where nothing did. */
  readonly reason: string
  /** The sentence of its end; empty while it is being applied. */
  readonly sentence: string
  /** Why the last good release could not be brought back, where that was tried; empty where it is back. */
  readonly trouble: string
  /** The number of the release that is back in its place; undefined where none is. */
  readonly returnedTo: number | undefined
  /** Of how many objects its packed set consists, and the hash of all their bytes. */
  readonly parts: number
  readonly packedHash: string
}

/** An entry that was read, or why it was not. */
export type ReadEntry =
  | { readonly entry: LedgerEntry }
  | { readonly damaged: string }
  /** A newer deployer wrote it: nothing may be done that it would not know of. */
  | { readonly newer: string }

/** Which formats a deployer reads: its own, and the one before by what makes the one of the other. */
export interface EntryReader {
  readonly format: number
  readonly upgrade?: (older: unknown) => unknown
}

const READER: EntryReader = { format: DEPLOY_FORMAT }

/** Reads an entry from the text of its object; never throws. */
export function parseEntry(name: string, text: string, reader: EntryReader = READER): ReadEntry {
  const json = parseJson(text)
  const format = numberAt(json, 'format')
  if (format === undefined) return damaged(name, 'it is no entry of a ledger')
  if (format > reader.format) return { newer: newerSentence(`The ledger's entry ${name}`, String(format)) }
  if (format === reader.format) return checked(name, json)
  const isOneOlder = format === reader.format - 1 && reader.upgrade !== undefined
  return isOneOlder ? checked(name, reader.upgrade?.(json)) : damaged(name, `its format ${format} is too old`)
}

/** The text of an entry. */
export function renderEntry(entry: LedgerEntry): string {
  const { startedAt, endedAt, probationUntil, podsSince, ...rest } = entry
  const times = {
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString(),
    probationUntil: probationUntil?.toISOString(),
    podsSince: podsSince?.toISOString(),
  }
  return JSON.stringify({ format: DEPLOY_FORMAT, ...rest, ...times })
}

function damaged(name: string, why: string): ReadEntry {
  return { damaged: `The ledger's entry ${name} is skipped: ${why}.` }
}

const HASH = /^[0-9a-f]{64}$/

function checked(name: string, json: unknown): ReadEntry {
  const text = (key: string): string => textAt(json, key)
  const number = numberAt(json, 'number')
  const parts = numberAt(json, 'parts')
  const startedAt = new Date(text('startedAt'))
  const state = text('state')
  const [ended, probationUntil, podsSince] = ['endedAt', 'probationUntil', 'podsSince'].map(key =>
    at(json, key) === undefined ? undefined : new Date(text(key)),
  )
  const isWhole =
    Number.isSafeInteger(number) &&
    Number.isSafeInteger(parts) &&
    !Number.isNaN(startedAt.getTime()) &&
    !Number.isNaN(ended?.getTime() ?? 0) &&
    !Number.isNaN(probationUntil?.getTime() ?? 0) &&
    !Number.isNaN(podsSince?.getTime() ?? 0) &&
    own(ENTRY_STATES, state) !== undefined &&
    HASH.test(text('hash')) &&
    HASH.test(text('packedHash')) &&
    text('release') !== ''
  if (!isWhole || number === undefined || parts === undefined)
    return damaged(name, 'its fields are not as they were written')
  const by = text('by')
  return {
    entry: {
      number,
      release: text('release'),
      hash: text('hash'),
      state: state as EntryState,
      by: REJECTED_BY.find(one => one === by),
      startedAt,
      endedAt: ended,
      probationUntil,
      podsSince,
      troubleBefore: text('troubleBefore'),
      who: text('who'),
      reason: text('reason'),
      sentence: text('sentence'),
      trouble: text('trouble'),
      returnedTo: numberAt(json, 'returnedTo'),
      parts,
      packedHash: text('packedHash'),
    },
  }
}
