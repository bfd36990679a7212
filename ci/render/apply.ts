import { readSource } from '../../adapters/files/files.ts'
import { writeAtomically } from '../../adapters/files/write-files.ts'
import { type Cluster, openCluster } from '../../adapters/kubernetes/cluster.ts'
import { applyObject, clusterUid, readObject } from '../../adapters/kubernetes/objects.ts'
import type { HandMade } from '../../k8s/hand-made/hand-made.ts'
import type { RenderedSets, SetName } from '../../k8s/render/sets.ts'
import { withClusterUid } from '../../k8s/site/cluster-uid.ts'
import { type CommandIo, UsageError } from '../../lib/command/command.ts'
import { EXIT, type GoodOrBad } from '../../lib/command/exit-codes.ts'
import { textAt } from '../../lib/json/path.ts'
import { type KubernetesObject, nameOfObject } from '../../lib/kubernetes/object.ts'
import { ExternalError } from '../../lib/system-error.ts'

/** Who manages the fields that are applied. */
const MANAGER = 'leadline'

interface ApplyInput {
  readonly set: SetName
  readonly sets: RenderedSets
  /** The cluster that the site names; undefined before the first platform. */
  readonly uid: string | undefined
  readonly siteFile: string
  /** What a person makes by hand for the site. */
  readonly handMade: readonly HandMade[]
}

/** Applies one set in the cluster that the site names, and in no other. */
export async function applySet({ set, sets, uid, siteFile, handMade }: ApplyInput, io: CommandIo): Promise<GoodOrBad> {
  const cluster = await openCluster(io.env)
  if (cluster === undefined) throw new UsageError('There is no kubeconfig: set KUBECONFIG')
  io.stdout(`context ${cluster.context}, server ${cluster.server}\n`)
  const found = await clusterUid(cluster)
  if (uid !== undefined && uid !== found) {
    throw new ExternalError(
      `This is another cluster: ${siteFile} names ${uid}, and its namespace kube-system has ${found}. Nothing was changed.`,
    )
  }
  if (uid === undefined && set === 'release') {
    throw new ExternalError(
      `${siteFile} does not name its cluster: apply the platform set first, which writes it. Nothing was changed.`,
    )
  }
  if (set === 'release') await requirePlatform(cluster, sets)
  if (uid === undefined) {
    await writeAtomically(siteFile, withClusterUid((await readSource(siteFile)).text, found))
    io.stdout(`${siteFile}: cluster.uid is ${found}; every change is refused in another cluster\n`)
  }
  for (const { object } of sets[set]) io.stdout(`${nameOfObject(object)}: ${await applied(cluster, object)}\n`)
  if (set === 'platform') for (const line of await missingLines(cluster, handMade)) io.stdout(line)
  return EXIT.good
}

/** What is still to be made by hand, with the command for each. */
async function missingLines(cluster: Cluster, handMade: readonly HandMade[]): Promise<readonly string[]> {
  const found = await Promise.all(
    handMade.map(({ kind, name, namespace }) =>
      readObject(cluster, { apiVersion: 'v1', kind, metadata: { name, namespace } }),
    ),
  )
  const missing = handMade.filter((_, index) => found[index] === undefined)
  return missing.map(
    ({ kind, namespace, name, command }) => `${kind} ${namespace}/${name}: make it by hand\n  ${command}\n`,
  )
}

async function applied(cluster: Cluster, object: KubernetesObject): Promise<'new' | 'changed' | 'as it was'> {
  const before = textAt(await readObject(cluster, object), 'metadata', 'resourceVersion')
  const { isNew, resourceVersion } = await applyObject(cluster, object, MANAGER)
  if (isNew) return 'new'
  return before === resourceVersion ? 'as it was' : 'changed'
}

/** A release is made for one platform; with another some of it would be refused, or not be measured. */
async function requirePlatform(cluster: Cluster, { platform, platformHash }: RenderedSets): Promise<void> {
  const wanted = platform.find(
    ({ object: { kind, metadata } }) => kind === 'ConfigMap' && metadata.name === 'platform',
  )?.object
  if (wanted === undefined) throw new TypeError('The platform set has no ConfigMap with its hash')
  const there = await readObject(cluster, wanted)
  if (textAt(there, 'data', 'hash') === platformHash) return
  const note = bucketNote(textAt(there, 'data', 'buckets'), textAt(wanted, 'data', 'buckets'))
  const why = there === undefined ? 'The cluster has no platform set' : (note ?? 'The platform set has changed')
  throw new ExternalError(
    `${why}: a person applies it with \`npm run render -- platform --apply\`. Nothing was changed.`,
  )
}

/** That an SLO asks for a bound of latency that Traefik does not have, which is known from the bounds on both sides. */
function bucketNote(there: string, wanted: string): string | undefined {
  const known = there.split(',')
  const added = wanted.split(',').filter(bound => !known.includes(bound))
  if (added.length === 0) return undefined
  return `A latency SLO needs the bound ${added.join(', ')} s, which Traefik does not count by yet`
}
