import path from 'node:path'
import type { Diagnostic, SourceFile } from '../lib/diagnostic/diagnostic.ts'
import { projectRules } from '../services/monitoring/core/project-rules.ts'
import { PROBES_FILE } from '../services/prober/contract/probes-file.ts'
import { probeCatalogue } from '../services/prober/definition/catalogue.ts'
import { parseProbes } from '../services/prober/definition/parse.ts'
import type { Slo } from '../slo/core/model.ts'
import { parseSlos } from '../slo/definition/parse.ts'
import { cronInterval, cronMistake, cronSeconds } from './cron.ts'
import { readIfPresent, readSource, readSources } from './files/files.ts'

/** What the files people write say, and everything that is wrong with them. */
export interface Definitions {
  readonly slos: readonly Slo[]
  /** Prometheus' rule files by name. */
  readonly rules: ReadonlyMap<string, string>
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads the SLOs and probes of the repository and makes the rules anew, so that an edited file counts at the next start. */
export async function readDefinitions(
  repository: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Definitions> {
  const inRepository = (source: SourceFile) => ({ ...source, path: path.relative(repository, source.path) })
  const probes = inRepository(await readSource(path.join(repository, PROBES_FILE)))
  const sources = await readSources(path.join(repository, 'slo'), '.yaml')
  const catalogue = probeCatalogue(probes, cronSeconds)
  const { value, diagnostics } = parseSlos(sources.map(inRepository), catalogue)
  return {
    slos: value.flatMap(({ slos }) => slos),
    rules: projectRules(value, catalogue.probes, 'npm start'),
    diagnostics: [...diagnostics, ...(await probeDiagnostics(probes, repository, env))],
  }
}

async function probeDiagnostics(
  probes: SourceFile,
  repository: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly Diagnostic[]> {
  const named = [...probes.text.matchAll(/\$\{file:([^}:]+)/g)].map(match => match[1] ?? '')
  const texts = await Promise.all(
    named.map(async file => [file, await readIfPresent(path.resolve(repository, file))] as const),
  )
  const files = new Map(texts)
  return parseProbes(probes, { env: name => env[name], file: name => files.get(name), cronMistake, cronInterval })
    .diagnostics
}
