import path from 'node:path'
import { readIfPresent, readSource, readSources, readSourcesBelow } from '../../adapters/files/files.ts'
import { sha256 } from '../../adapters/files/sha256.ts'
import { loadFieldTables } from '../../adapters/kubernetes/field-tables.ts'
import { readProject } from '../../adapters/project.ts'
import { checkManifests } from '../../k8s/lint/check-manifests.ts'
import { computedObjects } from '../../k8s/render/computed.ts'
import { overRetention } from '../../k8s/render/retention.ts'
import { type RenderedSets, renderSets } from '../../k8s/render/sets.ts'
import type { RenderOptions } from '../../k8s/render/values.ts'
import { LOCK_FILE, type LockedImage, parseImagesLock } from '../../k8s/site/images-lock.ts'
import type { Site } from '../../k8s/site/model.ts'
import { parseSite } from '../../k8s/site/parse.ts'
import { pinnedSite } from '../../k8s/site/pinned-images.ts'
import { kindOf } from '../../k8s/validate/strict.ts'
import { type Diagnostic, hasErrors, type Parsed, type SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { inSeconds } from '../../lib/duration.ts'
import { PROBES_FILE } from '../../services/prober/contract/probes-file.ts'
import { SLO_FOLDER } from '../../slo/core/folder.ts'
import { probeOf } from '../../slo/core/model.ts'

/** The folders of manifests below `k8s/`. */
const MANIFEST_FOLDERS = ['app', 'monitoring', 'platform', 'prober', 'status']

/** Reads a site file with every image by its digest, of the lock file beside it. Rejects when there is none. */
export async function readSite(file: string): Promise<Parsed<Site | undefined>> {
  const { file: source, parsed } = await readSiteFile(file)
  if (parsed.value === undefined) return parsed
  const lock = await readImagesLock(file)
  const { value, diagnostics } = pinnedSite(source, parsed.value, lock.value)
  // What a broken lock file does not say is no mistake of the site file.
  const all = [...parsed.diagnostics, ...(hasErrors(lock.diagnostics) ? lock.diagnostics : diagnostics)]
  return { value: hasErrors(all) ? undefined : value, diagnostics: all }
}

/** Reads a site file as it is, with images by their tags. Rejects when there is none. */
export async function readSiteFile(
  file: string,
): Promise<{ readonly file: SourceFile; readonly parsed: Parsed<Site | undefined> }> {
  const source = await readSource(file)
  return { file: source, parsed: parseSite(source) }
}

/** The lock file of a site file. */
export function lockFileOf(siteFile: string): string {
  return path.join(path.dirname(siteFile), LOCK_FILE)
}

/** Reads the images that were pinned for a site file; none where nothing was pinned yet. */
export async function readImagesLock(siteFile: string): Promise<Parsed<readonly LockedImage[]>> {
  const file = lockFileOf(siteFile)
  const text = await readIfPresent(file)
  return text === undefined ? { value: [], diagnostics: [] } : parseImagesLock({ path: file, text })
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
  const computed = computedObjects(contents, site, options, sha256)
  const sets = renderSets({ manifests, site, facts, computed, sha256, options })
  const tooLong = overRetention(await readSources(SLO_FOLDER, '.yaml'), project.value.files, site.storage.retention)
  const diagnostics: readonly Diagnostic[] = [...project.diagnostics, ...tooLong, ...sets.diagnostics]
  if (hasErrors(diagnostics)) return { value: sets, diagnostics }
  const all = [...sets.platform, ...sets.release]
  const tables = await loadFieldTables(all.map(({ object }) => kindOf(object)))
  return { value: sets, diagnostics: [...sets.diagnostics, ...checkManifests(all, tables)] }
}
