import type { IsOwn } from '../../adapters/files/generated-folder.ts'
import type { Parsed } from '../../lib/diagnostic/diagnostic.ts'

/** The files that a folder of the repository should hold. */
export interface GeneratedFolder {
  readonly folder: string
  readonly files: ReadonlyMap<string, string>
  /** Whether another file there was generated once, and is left over. Absent: the folder also holds what people write. */
  readonly isOwn?: IsOwn
}

/** Generated files of one kind: a pure function of definitions and code. */
export interface GeneratedSet {
  /** What they are, for messages. */
  readonly name: string
  /** Where they lie, for people. */
  readonly files: string
  readonly make: () => Promise<Parsed<readonly GeneratedFolder[]>>
}
