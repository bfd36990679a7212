import type { JsonPath } from '../json/path.ts'

/** One thing that is wrong with a document, and where in it. */
export interface Finding {
  /**
   * The path of the wrong value; where the value is missing, the diagnostic points at the innermost one that exists.
   */
  readonly path: JsonPath
  /** The part of the document that it is about, as messages name it: `panel “Latency”`, `container "web"`. */
  readonly part?: string
  /** What is wrong, as a clause: it follows the name of the document and of the part. */
  readonly message: string
  /** What to do about it, in one sentence. */
  readonly help: string
}
