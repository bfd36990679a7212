import path from 'node:path'
import { sha256 } from '../../../adapters/files/sha256.ts'
import { writeAtomically } from '../../../adapters/files/write-files.ts'
import type { Cluster } from '../../../adapters/kubernetes/cluster.ts'
import { readObject } from '../../../adapters/kubernetes/objects.ts'
import { type RenderedSets, renderStream } from '../../../k8s/render/sets.ts'
import { DEFAULT_RENDER_OPTIONS } from '../../../k8s/render/values.ts'
import type { Site } from '../../../k8s/site/model.ts'
import { withImage } from '../../../k8s/site/with-image.ts'
import { type CommandIo, UsageError } from '../../../lib/command/command.ts'
import { accept, DefinitionError } from '../../../lib/command/definition-error.ts'
import { hasErrors, renderDiagnostics } from '../../../lib/diagnostic/diagnostic.ts'
import { listAt, textAt } from '../../../lib/json/path.ts'
import type { KubernetesObject } from '../../../lib/kubernetes/object.ts'
import { readSite, readSiteFile, renderProject } from '../../render/project.ts'
import type { Release } from '../deploy/world.ts'

/** What this repository says of an installation. */
export interface Installation {
  /** The site, with the images that are deployed, and both of its sets. */
  readonly site: Site
  readonly sets: RenderedSets
  /** What is deployed; undefined for a way back. */
  readonly release: Release | undefined
  /** The addresses under which the prober reaches the site, by the variables that the probes refer to. */
  readonly addresses: Readonly<Record<string, string>>
}

/** The release of this repository for a site. */
interface ProjectRelease extends Installation {
  readonly release: Release
}

/** Renders and checks the release, with another image of the app where one is given. Throws a DefinitionError for mistakes. */
export async function readRelease(siteFile: string, image: string | undefined, io: CommandIo): Promise<ProjectRelease> {
  const site = accept(await readSite(siteFile), io)
  if (site === undefined) throw new DefinitionError([])
  const deployed = image === undefined ? site : withImage(site, image)
  if ('mistake' in deployed) throw new UsageError(deployed.mistake)
  const sets = accept(await renderProject(deployed, DEFAULT_RENDER_OPTIONS), io)
  const objects = sets.release.map(({ object }) => object)
  const hash = sha256(renderStream(sets.release))
  const release = { name: variablesOf(objects, 'app').RELEASE ?? hash.slice(0, 12), objects, hash }
  return { release, site: deployed, sets, addresses: variablesOf(objects, 'prober') }
}

/**
 * What a way back needs of this repository: which cluster it is, and where the site is reached. Only a site file that cannot be read
 * stops it: the release to return to was rendered when it went out, and the mistakes of what came after it are said.
 */
export async function readInstallation(siteFile: string, io: CommandIo): Promise<Installation> {
  const site = accept((await readSiteFile(siteFile)).parsed, io)
  if (site === undefined) throw new DefinitionError([])
  const { value: sets, diagnostics } = await renderProject(site, DEFAULT_RENDER_OPTIONS)
  if (hasErrors(diagnostics)) io.stderr(`${renderDiagnostics(diagnostics)}\nThese mistakes do not stop a way back.\n`)
  const addresses = variablesOf(
    sets.release.map(({ object }) => object),
    'prober',
  )
  return { site, sets, addresses, release: undefined }
}

/** The variables of a Deployment's container that have a value. */
export function variablesOf(objects: readonly KubernetesObject[], name: string): Readonly<Record<string, string>> {
  const deployment = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name)
  const variables = listAt(deployment, 'spec', 'template', 'spec', 'containers', 0, 'env')
  return Object.fromEntries(variables.map(one => [textAt(one, 'name'), textAt(one, 'value')]))
}

/** Where the probes' addresses come from, and a folder for a certificate. */
interface ProbePlace {
  readonly namespace: string
  readonly addresses: Installation['addresses']
  readonly folder: string
}

/**
 * The environment in which the gate's probes are read here: the addresses of edge and nodes are the prober's, and the edge's own
 * authority comes from the cluster, for its file is only in the pod.
 */
export async function probeEnvironment(
  cluster: Cluster,
  { namespace, addresses, folder }: ProbePlace,
): Promise<Readonly<Record<string, string>>> {
  const { EDGE_CA: inPod = '', ...others } = addresses
  if (inPod === '') return others
  const metadata = { name: 'edge-ca', namespace }
  const authority = textAt(
    await readObject(cluster, { apiVersion: 'v1', kind: 'ConfigMap', metadata }),
    'data',
    'ca.crt',
  )
  if (authority === '') return others
  const file = path.join(folder, 'edge-ca.crt')
  await writeAtomically(file, authority)
  return { ...others, EDGE_CA: file }
}
