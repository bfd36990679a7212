import { readFileSync } from 'node:fs'
import type { Slo } from '../../../slo/core/model.ts'
import { parseSlos } from '../../../slo/definition/parse.ts'
import { PATHS } from '../../prober/contract/names.ts'

/** The SLOs of this repository, which drills are about. */
export function repositorySlos(): readonly Slo[] {
  const file = 'slo/web.yaml'
  const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')
  const probe = { name: 'home', paths: [...PATHS], intervalSeconds: 5 }
  const { value, diagnostics } = parseSlos([{ path: file, text }], {
    probes: [probe],
    bucketBoundsSeconds: [0.1, 0.3, 1],
  })
  if (diagnostics.length > 0) throw new Error(`${file} has mistakes`)
  return value.flatMap(({ slos }) => slos)
}
