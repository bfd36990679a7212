import path from 'node:path'
import { readSources } from '../../adapters/files.ts'
import type { Diagnostic } from '../../lib/diagnostic.ts'
import { renderGeneratedYaml } from '../../lib/yaml-writer.ts'
import type { Slo } from '../../slo/model.ts'
import { parseSlos } from '../../slo/parse.ts'
import { rulesForSlo } from '../../slo/rules.ts'

/** What the files people write say, and everything that is wrong with them. */
export interface Definitions {
  readonly slos: readonly Slo[]
  /** Prometheus' rule files by name. */
  readonly rules: ReadonlyMap<string, string>
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads the SLOs and probes of the repository and makes the rules anew, so that an edited file counts at the next start. */
export async function readDefinitions(repository: string): Promise<Definitions> {
  const sources = await readSources(path.join(repository, 'slo'), '.yaml')
  // A person knows a file by its path in the repository.
  const files = sources.map(source => ({ ...source, path: path.relative(repository, source.path) }))
  const catalogue = {
    probes: [{ name: 'home', paths: ['edge', 'ingress', 'app'] }],
    bucketBoundsSeconds: [0.1, 0.3, 1],
  }
  const { value, diagnostics } = parseSlos(files, catalogue)
  const rules = value.map(({ path: file, slos }) => {
    const name = `${path.basename(file, path.extname(file))}.rules.yaml`
    return [name, renderGeneratedYaml(file, 'npm start', { groups: slos.flatMap(rulesForSlo) })] as const
  })
  return { slos: value.flatMap(({ slos }) => slos), rules: new Map(rules), diagnostics }
}
