import type { JsonPath } from '../json/path.ts'

/** One thing that is wrong with a document, and where in it. */
export interface Finding {
  /** The value that is wrong; where it is missing, the nearest one around it is pointed at. */
  readonly path: JsonPath
  /** The part of the document that it is about, as a person knows it: `panel “Latency”`, `container "web"`. */
  readonly part?: string
  /** What is wrong, as a clause: it follows the name of the document and of the part. */
  readonly message: string
  /** What to do about it, in one sentence. */
  readonly help: string
}
