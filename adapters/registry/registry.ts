import { type IndexEntry, MANIFEST_TYPES, platformOf, readManifest } from '../../k8s/images/manifest.ts'
import { apiHost, type ImageReference } from '../../k8s/images/reference.ts'
import { type RegistryCode, type RegistryProblem, registryProblem } from '../../k8s/images/registry-problem.ts'
import { parseJson } from '../../lib/json/parse.ts'
import { sha256 } from '../files/sha256.ts'
import { openConversation } from './conversation.ts'
import type { RegistryAnswer, RegistryQuestion } from './exchange.ts'
import type { RegistryOptions } from './options.ts'
import { refusalOf } from './refusal.ts'

/** What a tag or a digest names. */
export interface FoundImage {
  readonly kind: 'found'
  /** Of what the registry answered, computed here. */
  readonly digest: string
  /** `linux/arm64` */
  readonly platforms: readonly string[]
}

/** An image as people write it, and read. */
export interface WantedImage {
  readonly text: string
  readonly reference: ImageReference
}

/**
 * Finds out what an image is, over the API of its registry
 * (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull): its digest and the platforms it is there for, each of
 * those that are wanted with its own manifest. By a digest this says whether it is still there. Never rejects.
 */
export async function findImage(
  image: WantedImage,
  platforms: readonly string[],
  options: RegistryOptions,
): Promise<FoundImage | RegistryProblem> {
  const { reference } = image
  const talk = await open(image, options)
  const answer = await talk.get(`manifests/${reference.digest ?? reference.tag}`, MANIFEST_TYPES, reference.digest)
  if (answer.kind === 'problem') return answer
  const digest = digestOf(answer.bytes)
  const reading = readManifest(answer.bytes.toString('utf8'))
  if (reading.kind === 'image') {
    const config = await talk.get(`blobs/${reading.config}`, ['*/*'], reading.config)
    if (config.kind === 'problem') return config
    const platform = platformOf(parseJson(config.bytes.toString('utf8')))
    if (platform === undefined) return talk.problem('no-image', 'it does not say for which processor it is')
    return complete({ kind: 'found', digest, platforms: [platform] }, platforms, talk)
  }
  if (reading.kind === 'index') return indexOf(digest, reading.entries, platforms, talk)
  const detail = reading.kind === 'old' ? 'its manifest is of the version 1, which nodes refuse' : contentOf(answer)
  return talk.problem(reading.kind === 'old' ? 'no-image' : 'not-a-registry', detail)
}

interface Talk {
  /** What stands at a path of the repository, whole; with a digest only that. */
  readonly get: (path: string, types: readonly string[], digest?: string) => Promise<RegistryAnswer | RegistryProblem>
  /** Whether something stands there. */
  readonly look: (path: string) => Promise<RegistryAnswer | RegistryProblem>
  readonly problem: (code: RegistryCode, detail: string) => RegistryProblem
}

async function open({ text, reference }: WantedImage, options: RegistryOptions): Promise<Talk> {
  const facts = { image: text, host: apiHost(reference.registry) }
  const problem = (code: RegistryCode, detail: string) => registryProblem(code, { ...facts, detail })
  const ask = openConversation(reference, options)
  const asked = async (path: string, question: RegistryQuestion): Promise<RegistryAnswer | RegistryProblem> => {
    const answer = await ask(path, question)
    if (answer.kind === 'refused' || answer.kind === 'none') return problem(answer.code, answer.detail)
    return refusalOf(answer, facts) ?? answer
  }
  return {
    problem,
    look: path => asked(path, { method: 'HEAD', accept: MANIFEST_TYPES.join(', ') }),
    async get(path, types, digest) {
      const answer = await asked(path, { accept: types.join(', ') })
      if (answer.kind === 'problem') return answer
      const actual = digestOf(answer.bytes)
      const claimed = digest ?? String(answer.headers['docker-content-digest'] ?? actual)
      if (claimed === actual) return answer
      return problem('digest-mismatch', `what it sent has the digest ${actual}, and not ${claimed}`)
    },
  }
}

async function indexOf(
  digest: string,
  entries: readonly IndexEntry[],
  wanted: readonly string[],
  talk: Talk,
): Promise<FoundImage | RegistryProblem> {
  for (const platform of wanted) {
    const entry = entries.find(each => each.platform === platform)
    if (entry === undefined) continue
    const answer = await talk.look(`manifests/${entry.digest}`)
    if (answer.kind === 'problem')
      return answer.code === 'image-not-found' ? talk.problem('platform-gone', platform) : answer
  }
  const platforms = entries.flatMap(({ platform }) => (platform === undefined ? [] : [platform]))
  return complete({ kind: 'found', digest, platforms: [...new Set(platforms)] }, wanted, talk)
}

function complete(found: FoundImage, wanted: readonly string[], talk: Talk): FoundImage | RegistryProblem {
  const lacking = wanted.filter(platform => !found.platforms.includes(platform))
  return lacking.length === 0 ? found : talk.problem('platform-missing', lacking.join(' and '))
}

function digestOf(bytes: Buffer): string {
  return `sha256:${sha256(bytes)}`
}

function contentOf({ bytes, headers }: RegistryAnswer): string {
  return bytes.length === 0 ? 'with nothing' : `with ${headers['content-type'] ?? 'something'} that is no manifest`
}
