import { oneLine } from '../../../../lib/text/one-line.ts'
import type { GateState, Unjudged } from '../gate/state.ts'

/** Names that are longer are cut: what signs an answer comes from outside. */
const LONGEST_RELEASE = 40

/** The name of a release as a person reads it: one line, and no longer than a commit. */
export function shownRelease(release: string): string {
  const line = oneLine(release)
  return line.length > LONGEST_RELEASE ? `${line.slice(0, LONGEST_RELEASE)}…` : line
}

/** ` of 3f2c1d`; nothing where every answer counts. */
export function whoseText({ settings }: GateState): string {
  return settings.release === undefined ? '' : ` of ${shownRelease(settings.release)}`
}

/** Why a question is not judged. */
export const UNJUDGED_WORDS: Readonly<Record<Unjudged['because'], string>> = {
  'broken-before': 'before the deploy it was broken too',
  objective: 'a release may meet its objective and nearly always fail',
}
