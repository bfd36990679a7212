import { writeAtomically } from '../../adapters/files/write-files.ts'
import { findImage } from '../../adapters/registry/registry.ts'
import { readReference, withoutDigest } from '../../k8s/images/reference.ts'
import type { RegistryProblem } from '../../k8s/images/registry-problem.ts'
import { type LockedImage, PIN_COMMAND, renderImagesLock } from '../../k8s/site/images-lock.ts'
import { PLATFORMS, type Site } from '../../k8s/site/model.ts'
import { imagesOf, reportImages, type SiteImage } from '../../k8s/site/pinned-images.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { accept, DefinitionError } from '../../lib/command/definition-error.ts'
import { EXIT, type GoodOrBad } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { lockFileOf, readImagesLock, readSiteFile } from '../render/project.ts'
import { platformsOf, REGISTRY_ENVIRONMENT, registryOptions, SITE_OPTION } from './registries.ts'

/** `npm run images -- pin`. */
export const PIN = defineCommand({
  name: PIN_COMMAND,
  summary: 'look up what the tags of site.yaml name now, and write the digests into the lock file',
  help: {
    about:
      'Asks the registry of every image of site.yaml, and writes images.lock.yaml beside it, which is committed: the manifests take digests from there, so that every node runs the same until the next time. Each image must be there for every processor of images.platforms. Nothing is written where one of them is not.',
    uses: [[PIN_COMMAND, 'every image']],
    environment: REGISTRY_ENVIRONMENT,
  },
  options: SITE_OPTION,
  exits: { good: 'written', bad: 'a mistake in site.yaml, or an image that cannot be pinned' },
  run: ({ values }, io) => pin(values.site, io),
})

async function pin(siteFile: string, io: CommandIo): Promise<GoodOrBad> {
  const { file, parsed } = await readSiteFile(siteFile)
  const site = accept(parsed, io)
  if (site === undefined) throw new DefinitionError([])
  const found = await Promise.all(imagesOf(site).map(named => lookUp(named, site, io)))
  const problems = found.flatMap(({ named, result }) => ('kind' in result ? [[named, result] as const] : []))
  if (problems.length > 0) throw new DefinitionError(reportImages(file, problems))
  const images = found.flatMap(({ result }) => ('kind' in result ? [] : [result]))
  // A lock file that cannot be read is written again, whatever is wrong with it.
  const { value: before } = await readImagesLock(siteFile)
  await writeAtomically(lockFileOf(siteFile), renderImagesLock(distinct(images), siteFile))
  for (const image of distinct(images)) io.stdout(`${image.image}\n  ${image.digest} ${changeOf(image, before)}\n`)
  return EXIT.good
}

async function lookUp(
  named: SiteImage,
  site: Site,
  io: CommandIo,
): Promise<{ readonly named: SiteImage; readonly result: LockedImage | RegistryProblem }> {
  const image = { text: named.image, reference: readReference(named.image) }
  const found = await findImage(image, platformsOf(site), await registryOptions(site, io))
  if (found.kind === 'problem') return { named, result: found }
  const platforms = PLATFORMS.filter(processor => found.platforms.includes(`linux/${processor}`))
  return { named, result: { image: withoutDigest(named.image), digest: found.digest, platforms } }
}

/** One image may be named twice, such as ours as an own app. */
function distinct(images: readonly LockedImage[]): readonly LockedImage[] {
  return images.filter(
    ({ image, digest }, index) => images.findIndex(other => other.image === image && other.digest === digest) === index,
  )
}

function changeOf({ image, digest, platforms }: LockedImage, before: readonly LockedImage[]): string {
  const old = before.find(entry => entry.image === image)
  const where = `for ${platforms.join(' and ')}`
  if (old === undefined) return `${where}, new`
  return old.digest === digest ? `${where}, as it was` : `${where}, was ${old.digest}`
}
