import type { Path } from '../contract/names.ts'
import type { Definitions } from './model.ts'

/**
 * The definitions as far as a vantage can take their paths: pods have no address outside of their cluster. What hops say of
 * themselves is asked inside alone, so from elsewhere it is no evidence. Undefined takes every path.
 */
export function onPaths(definitions: Definitions, paths: readonly Path[] | undefined): Definitions {
  if (paths === undefined) return definitions
  const probes = definitions.probes
    .map(probe => ({ ...probe, routes: probe.routes.filter(({ path }) => paths.includes(path)) }))
    .filter(({ routes }) => routes.length > 0)
  return { ...definitions, probes, evidence: [] }
}
