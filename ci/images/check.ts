import type { RegistryOptions } from '../../adapters/registry/options.ts'
import { findImage } from '../../adapters/registry/registry.ts'
import { readReference, withoutDigest } from '../../k8s/images/reference.ts'
import { PIN_COMMAND } from '../../k8s/site/images-lock.ts'
import { imagesOf } from '../../k8s/site/pinned-images.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { accept, DefinitionError } from '../../lib/command/definition-error.ts'
import { EXIT, type GoodOrBad } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { readSite } from '../render/project.ts'
import { platformsOf, REGISTRY_ENVIRONMENT, registryOptions, SITE_OPTION } from './registries.ts'

/** `npm run images -- check`. */
export const CHECK = defineCommand({
  name: 'npm run images -- check',
  summary: 'ask whether the registries still have what is pinned, and what the tags name by now',
  help: {
    about:
      'A node that starts a pod fetches its image by the digest: it must stay in the registry, with the image for every processor of the nodes. Reads only. That a tag names something else by now is said, and is no failure.',
    uses: [['npm run images -- check', 'every image of site.yaml']],
    environment: REGISTRY_ENVIRONMENT,
  },
  options: SITE_OPTION,
  exits: { good: 'all are there', bad: 'one is not, or a mistake in site.yaml' },
  run: ({ values }, io) => check(values.site, io),
})

async function check(siteFile: string, io: CommandIo): Promise<GoodOrBad> {
  const site = accept(await readSite(siteFile), io)
  if (site === undefined) throw new DefinitionError([])
  const options = await registryOptions(site, io)
  const platforms = platformsOf(site)
  const asked = imagesOf(site).map(({ image }) => lookAt(image, platforms, options))
  const looks = await Promise.all(asked)
  for (const { text } of looks) io.stdout(text)
  return looks.every(({ isGood }) => isGood) ? EXIT.good : EXIT.bad
}

async function lookAt(text: string, platforms: readonly string[], options: RegistryOptions) {
  const { digest, tag, ...place } = readReference(text)
  const name = withoutDigest(text)
  const found = await findImage(
    { text, reference: { ...place, ...(digest !== undefined && { digest }) } },
    platforms,
    options,
  )
  if (found.kind === 'problem') return { isGood: false, text: `${found.message} [${found.code}]\n  ${found.help}\n` }
  const now = tag === undefined ? undefined : await findImage({ text: name, reference: { ...place, tag } }, [], options)
  const note =
    now?.kind === 'found' && now.digest !== found.digest
      ? `; the tag names ${now.digest} by now, which \`${PIN_COMMAND}\` takes`
      : ''
  return { isGood: true, text: `${name} is there as it was pinned${note}\n` }
}
