import { createHash } from 'node:crypto'
import path from 'node:path'
import { readSource, readSources, readSourcesBelow } from '../../adapters/files/files.ts'
import { loadFieldTables } from '../../adapters/kubernetes/field-tables.ts'
import { readProject } from '../../adapters/project.ts'
import { checkManifests } from '../../k8s/lint/check-manifests.ts'
import { computedObjects } from '../../k8s/render/computed.ts'
import { type RenderedSets, renderSets } from '../../k8s/render/sets.ts'
import type { RenderOptions } from '../../k8s/render/values.ts'
import type { Site } from '../../k8s/site/model.ts'
import { parseSite } from '../../k8s/site/parse.ts'
import { kindOf } from '../../k8s/validate/strict.ts'
import { type Diagnostic, hasErrors, type Parsed, type SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { inSeconds } from '../../lib/duration.ts'
import { PROBES_FILE } from '../../services/prober/contract/probes-file.ts'
import { probeOf } from '../../slo/core/model.ts'

/** The file that an owner edits. */
export const SITE_FILE = 'k8s/site.yaml'

/** The folders of manifests below `k8s/`. */
const MANIFEST_FOLDERS = ['app', 'monitoring', 'platform', 'prober', 'status']

/** Reads a site file. Rejects when there is none. */
export async function readSite(file: string): Promise<Parsed<Site | undefined>> {
  return parseSite(await readSource(file))
}

/** Reads every manifest, by its path in the repository, in path order. */
export async function readManifests(repository = '.'): Promise<readonly SourceFile[]> {
  const folders = MANIFEST_FOLDERS.map(folder => readSourcesBelow(path.join(repository, 'k8s', folder), '.yaml'))
  return (await Promise.all(folders)).flat().map(file => ({ ...file, path: path.relative(repository, file.path) }))
}

/** Renders both sets of a site from this repository, and everything that is wrong with what they are made from. */
export async function renderProject(site: Site, options: RenderOptions): Promise<Parsed<RenderedSets>> {
  const [manifests, project, rules, boards, probes] = await Promise.all([
    readManifests(),
    readProject(),
    readSources('slo/generated', '.rules.yaml'),
    readSources('dashboards/generated', '.json'),
    readSource(PROBES_FILE),
  ])
  const { slos } = project.value
  const contents = {
    probes: probes.text,
    slos,
    rules,
    boards: new Map(boards.map(({ path: file, text }) => [path.basename(file), text])),
  }
  const thresholdsSeconds = slos.flatMap(slo => {
    const latency = probeOf(slo)?.latency
    return latency === undefined ? [] : [inSeconds(latency)]
  })
  const facts = { thresholdsSeconds }
  const computed = computedObjects(contents, site, options)
  const sets = renderSets({ manifests, site, facts, computed, sha256, options })
  const diagnostics: readonly Diagnostic[] = [...project.diagnostics, ...sets.diagnostics]
  if (hasErrors(diagnostics)) return { value: sets, diagnostics }
  const all = [...sets.platform, ...sets.release]
  const tables = await loadFieldTables(all.map(({ object }) => kindOf(object)))
  return { value: sets, diagnostics: [...sets.diagnostics, ...checkManifests(all, tables)] }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
