import { rename } from 'node:fs/promises'
import { describeError } from '../../lib/describe-error.ts'
import { parseJson } from '../../lib/json/parse.ts'
import { readIfPresent } from './files.ts'
import { writeAtomically } from './write-files.ts'

/** Something about a kept file that people must know, as a sentence without its full stop. */
interface KeptTrouble {
  readonly since: Date
  readonly text: string
}

/** What a program keeps on the disk over its restarts. Nothing about the disk makes it reject: it goes on from memory. */
export interface KeptFile<T> {
  /** As it was read, or kept last; undefined when there is nothing. */
  current(): T | undefined
  /** Keeps a value; it counts at once, whether or not the disk takes it. Resolves to whether it does. */
  keep(value: T): Promise<boolean>
  /** That the file could not be understood, and where it is now. */
  readonly setAside: KeptTrouble | undefined
  /** Why what is kept now would not survive a restart; undefined when it would. */
  unkept(): KeptTrouble | undefined
}

/** What a kept file holds, in words, and how its document is read: undefined for one that is none. */
export interface KeptKind<T> {
  readonly path: string
  /** Plural, for sentences: `the pages of earlier runs`. */
  readonly what: string
  readonly parse: (document: unknown) => T | undefined
  readonly now: () => Date
}

/** Opens a kept file. One that cannot be read or understood is set aside, so that neither it nor the start is lost. */
export async function openKeptFile<T>({ path, what, parse, now }: KeptKind<T>): Promise<KeptFile<T>> {
  const found = await read(path, parse)
  let value = found.value
  let unkept: KeptTrouble | undefined
  let written: Promise<unknown> = Promise.resolve()
  const setAside = found.problem === undefined ? undefined : await setFileAside(path, what, found.problem, now())
  return {
    current: () => value,
    setAside,
    unkept: () => unkept,
    async keep(next) {
      value = next
      // One after the other, and each writes the newest: of two at once the older could win.
      const writing = written.then(() => writeAtomically(path, `${JSON.stringify(value, undefined, 2)}\n`, 0o600))
      written = writing.catch(() => undefined)
      try {
        await writing
        unkept = undefined
        return true
      } catch (error) {
        const since = unkept?.since ?? now()
        unkept = { since, text: `${what} are kept in memory only: ${describeError(error)}` }
        return false
      }
    },
  }
}

async function read<T>(
  path: string,
  parse: KeptKind<T>['parse'],
): Promise<{ readonly value?: T; readonly problem?: string }> {
  try {
    const text = await readIfPresent(path)
    if (text === undefined) return {}
    const value = parse(parseJson(text))
    return value === undefined ? { problem: 'it cannot be understood' } : { value }
  } catch (error) {
    return { problem: describeError(error) }
  }
}

async function setFileAside(path: string, what: string, problem: string, now: Date): Promise<KeptTrouble> {
  const aside = `${path}.broken-${now.toISOString().replaceAll(/[^\dTZ]/g, '')}`
  const moved = await rename(path, aside).then(
    () => `it lies at ${aside} now`,
    error => `and it cannot be moved: ${describeError(error)}`,
  )
  return { since: now, text: `${what} are lost to this run, because ${path} is broken (${problem}); ${moved}` }
}
