import path from 'node:path'
import type { Parsed } from '../lib/diagnostic/diagnostic.ts'
import type { ProbeCatalogue } from '../services/prober/contract/catalogue.ts'
import { PROBES_FILE } from '../services/prober/contract/probes-file.ts'
import { probeCatalogue } from '../services/prober/definition/catalogue.ts'
import { SLO_FOLDER } from '../slo/core/folder.ts'
import type { Slo } from '../slo/core/model.ts'
import { parseSlos, type ServiceSlos } from '../slo/definition/parse.ts'
import { cronInterval, cronLongestGap, cronMistake } from './cron.ts'
import { readSource, readSources } from './files/files.ts'
import { readProbeDefinitions } from './probe-definitions.ts'

/** What the definitions of a project say. */
export interface Project {
  /** The SLOs file by file, by the files' paths in the repository. */
  readonly files: readonly ServiceSlos[]
  readonly slos: readonly Slo[]
  /** What SLOs can use of the prober; it depends on no environment. */
  readonly catalogue: ProbeCatalogue
}

/** Which definitions are read. */
export interface ProjectSource {
  /** The working folder when absent. */
  readonly repository?: string
  /** The definitions of the probes, by their path in the repository. */
  readonly probesFile?: string
  /** Where it is given, what the probes refer to is looked up, and mistakes that depend on it are reported too. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** Reads every definition of a project: what can be read of them, and everything that is wrong. Rejects when a file is absent. */
export async function readProject(source: ProjectSource = {}): Promise<Parsed<Project>> {
  const { repository = '.', probesFile = PROBES_FILE, env } = source
  const { value: catalogue, diagnostics: mistakes } = await readProbeCatalogue(source)
  const sources = await readSources(path.join(repository, SLO_FOLDER), '.yaml')
  const inRepository = sources.map(file => ({ ...file, path: path.relative(repository, file.path) }))
  const { value: files, diagnostics } = parseSlos(inRepository, catalogue)
  const probes = env === undefined ? mistakes : readProbeDefinitions(probesFile, env, repository).diagnostics
  return {
    value: { files, slos: files.flatMap(({ slos }) => slos), catalogue },
    diagnostics: [...diagnostics, ...probes],
  }
}

/** What SLOs can use of a project's prober. Rejects when its definitions are absent. */
export async function readProbeCatalogue({
  repository = '.',
  probesFile = PROBES_FILE,
}: ProjectSource = {}): Promise<Parsed<ProbeCatalogue>> {
  const { text } = await readSource(path.resolve(repository, probesFile))
  return probeCatalogue({ path: probesFile, text }, { cronInterval, cronLongestGap, cronMistake })
}
