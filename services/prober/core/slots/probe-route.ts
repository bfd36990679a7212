import type { Path } from '../../contract/names.ts'

/** A probe on one of its paths: what slots, samples and most series are of. */
export interface ProbeRoute {
  readonly probe: string
  readonly path: Path
}

/** A key for maps; no name of a probe has a blank in it. */
export function routeKey({ probe, path }: ProbeRoute): string {
  return `${probe} ${path}`
}
