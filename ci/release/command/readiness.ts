import type { RegistryOptions } from '../../../adapters/registry/options.ts'
import { findImage } from '../../../adapters/registry/registry.ts'
import { readReference } from '../../../k8s/images/reference.ts'
import type { RegistryCode, RegistryProblem } from '../../../k8s/images/registry-problem.ts'
import type { Site } from '../../../k8s/site/model.ts'
import { imagesOf } from '../../../k8s/site/pinned-images.ts'
import type { CommandIo } from '../../../lib/command/command.ts'
import { describeError } from '../../../lib/describe-error.ts'
import { seconds } from '../../../lib/duration.ts'
import { isExternal } from '../../../lib/system-error.ts'
import { type Examined, selectFacts } from '../../doctor/core/fact.ts'
import { examinePlace } from '../../doctor/doctor.ts'
import { FACTS } from '../../doctor/facts/facts.ts'
import { createPlace } from '../../doctor/place/place.ts'
import { platformsOf, registryOptions } from '../../images/registries.ts'
import type { Readiness } from '../deploy/world.ts'
import type { Installation } from './project-release.ts'

/** What a deploy cannot do without, and what a person should know of though it may go: docs/doctor.md says what each asks. */
const NEEDED = ['kinds', 'rights']
const SAID = ['clock', 'nodes']

/** A registry that answers is quick; one that is slow must not hold a fix up. */
const PATIENCE = seconds(5)

/** What is against a release before anything is changed: images that are gone, and the facts of `npm run doctor` that a deploy needs. Does not reject. */
export async function readReadiness(
  { site, sets }: Pick<Installation, 'site' | 'sets'>,
  siteFile: string,
  io: Pick<CommandIo, 'env' | 'now' | 'signal'>,
): Promise<Readiness> {
  const place = createPlace({ siteFile, env: io.env, now: io.now, site, sets })
  const facts = selectFacts(FACTS, [...NEEDED, ...SAID])
  const [images, examined] = await Promise.all([readImages(site, io), examinePlace(facts, place)])
  const all = [images, ...examined.map(readinessOf)]
  return { refusals: all.flatMap(({ refusals }) => refusals), notes: all.flatMap(({ notes }) => notes) }
}

function readinessOf({ id, finding }: Examined): Readiness {
  if (finding.state === 'unchecked') return { refusals: [], notes: [`Not checked (${id}): ${finding.says}.`] }
  if (finding.state !== 'bad') return { refusals: [], notes: [] }
  const sentence = `${sentenceOf(finding.says)} ${sentenceOf(finding.mend)}`
  return SAID.includes(id) ? { refusals: [], notes: [sentence] } : { refusals: [sentence], notes: [] }
}

function sentenceOf(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`
}

/** What a registry says of an image that no node could run; everything else says only that it could not be asked. */
const GONE: readonly RegistryCode[] = [
  'image-not-found',
  'digest-mismatch',
  'no-image',
  'platform-missing',
  'platform-gone',
]

async function readImages(site: Site, io: Pick<CommandIo, 'env' | 'signal'>): Promise<Readiness> {
  try {
    const options = { ...(await registryOptions(site, io)), timeout: PATIENCE }
    const problems = await problemsOf(site, options)
    const gone = problems.filter(({ problem: { code } }) => GONE.includes(code))
    const unasked = problems.filter(one => !gone.includes(one))
    const saysGone = ({ problem: { message, help } }: Found): string => `${message}. ${help}`
    return {
      refusals: gone.filter(({ isOfMonitoring }) => !isOfMonitoring).map(saysGone),
      notes: [
        // The release runs without it, and a fix must not wait for it.
        ...gone.filter(({ isOfMonitoring }) => isOfMonitoring).map(saysGone),
        ...unasked.map(({ problem }) => `Not checked: ${problem.message}.`),
      ],
    }
  } catch (error) {
    if (!isExternal(error)) throw error
    return { refusals: [], notes: [`Images are not checked: ${describeError(error)}.`] }
  }
}

/** A problem with an image, and whether that is of what monitors. */
interface Found {
  readonly problem: RegistryProblem
  readonly isOfMonitoring: boolean
}

/** Asks for every image by its digest, for each processor of the nodes. */
async function problemsOf(site: Site, options: RegistryOptions): Promise<readonly Found[]> {
  const asked = imagesOf(site).map(async ({ image: text, isOfMonitoring = false }): Promise<readonly Found[]> => {
    const one = await findImage({ text, reference: readReference(text) }, platformsOf(site), options)
    return one.kind === 'problem' ? [{ problem: one, isOfMonitoring }] : []
  })
  return (await Promise.all(asked)).flat()
}
