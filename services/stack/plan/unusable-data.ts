import { oneLine } from '../../../lib/text/one-line.ts'

/** Data of a program that keeps it from starting. */
export interface UnusableData {
  /** Why, in the program's words. */
  readonly reason: string
  /** What is to be set aside, in the folder of its data. */
  readonly files: readonly string[]
  /** What those hold, in words. */
  readonly what: string
}

/** Judges the last lines of a program that ended before it was ready; undefined when it is not its data that ends it. */
export type DataJudge = (lines: readonly string[]) => UnusableData | undefined

/** What no other data would mend. */
const NOT_THE_DATA =
  /no space left|disk quota|permission denied|read-only file system|address already in use|lock DB directory|too many open files|out of memory/i

const BLOCK = /corrupted block ([0-9A-Z]{26}): (.*)/
const STORAGE = /opening storage failed: (.*)/
/** A program in Go that read past the end of a file, or what it cannot make sense of. */
const PANIC = /^(?:panic: |fatal error: |unexpected fault address |SIGBUS)(.*)/
const HEAD_FILES = ['wal', 'wbl', 'chunks_head']

/** Whether it is its data that ended Prometheus: one block, or the latest hours that are in no block yet. */
export const unusableOfPrometheus: DataJudge = lines => {
  if (lines.some(line => NOT_THE_DATA.test(line))) return undefined
  const block = find(lines, BLOCK)
  if (block !== undefined) {
    const [, name = '', reason = ''] = block
    return { reason: shown(reason), files: [name], what: 'the measurements of one block' }
  }
  const isInStorage = lines.some(line => line.includes('/tsdb'))
  const failed = find(lines, STORAGE) ?? (isInStorage ? find(lines, PANIC) : undefined)
  if (failed === undefined) return undefined
  return { reason: shown(failed[1] ?? ''), files: HEAD_FILES, what: 'the measurements of the latest hours' }
}

const FATAL = /level=error.* err="?(.*)/i

/** Whether it is its data that ended Alertmanager, which does not say which of its two files it is. */
export const unusableOfAlertmanager: DataJudge = lines => {
  if (lines.some(line => NOT_THE_DATA.test(line))) return undefined
  const failed = find(lines, PANIC) ?? find(lines, FATAL)
  const reason = failed?.[1] ?? ''
  if (!/unexpected EOF|proto:|wireType|is a directory|invalid|index out of range|slice bounds/i.test(reason))
    return undefined
  return {
    reason: shown(reason),
    files: ['nflog', 'silences'],
    what: 'its silences, which are to be made again, and what it had sent',
  }
}

function find(lines: readonly string[], pattern: RegExp): RegExpExecArray | undefined {
  return lines.map(line => pattern.exec(line)).findLast(match => match !== null) ?? undefined
}

const LONGEST_REASON = 160

function shown(reason: string): string {
  return oneLine(reason.replace(/"$/, '')).slice(0, LONGEST_REASON)
}

/** The sentence, without its full stop, that says what was set aside and how to get it back. */
export function setAsideText(part: string, { reason, what }: UnusableData, files: readonly string[]): string {
  const isOne = files.length === 1
  return `${part} could not use its data (${reason}), and goes on without ${what}: ${isOne ? 'it lies' : 'they lie'} at ${files.join(', ')}, and can be moved back while the stack is stopped`
}
