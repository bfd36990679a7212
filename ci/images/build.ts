import path from 'node:path'
import { readIfPresent } from '../../adapters/files/files.ts'
import { inScratchFolder } from '../../adapters/files/folders.ts'
import { leaveOutputs, OUTPUT_VARIABLE } from '../../adapters/job-outputs.ts'
import { runOnScreen } from '../../adapters/processes/run-program.ts'
import type { RegistryOptions } from '../../adapters/registry/options.ts'
import { findImage } from '../../adapters/registry/registry.ts'
import { readReference, withoutVersion } from '../../k8s/images/reference.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { accept, DefinitionError } from '../../lib/command/definition-error.ts'
import { EXIT, type GoodOrBad } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { ExternalError, isMissing } from '../../lib/system-error.ts'
import { readSiteFile } from '../render/project.ts'
import { BUILDER_NAMES, BUILDERS, type Build } from './builders.ts'
import { contentTag } from './content-tag.ts'
import { platformsOf, REGISTRY_ENVIRONMENT, registryOptions, SITE_OPTION } from './registries.ts'

type BuilderName = (typeof BUILDER_NAMES)[number]

/** `npm run images -- build`. */
export const BUILD = defineCommand({
  name: 'npm run images -- build',
  summary: 'build our image for every processor of the nodes, push it, and say its digest',
  help: {
    about:
      'The image is called after its content: one that the registry has already is not built again, so that a change of rules or dashboards gives the digest that was there before. The last line is what `npm run deploy -- --image` takes.',
    uses: [
      ['npm run images -- build', 'with docker, which adds where it came from (provenance) and what is inside (SBOM)'],
      ['npm run images -- build --with buildah', 'without root and without a daemon; adds neither'],
    ],
    environment: [
      ['NODE_IMAGE, BASE_IMAGE', 'other base images than those of services/Dockerfile'],
      ...REGISTRY_ENVIRONMENT,
      OUTPUT_VARIABLE,
    ],
    notes: 'The builder pushes with its own login: `docker login` or `buildah login` comes before.',
  },
  options: {
    ...SITE_OPTION,
    with: {
      type: 'string',
      value: 'PROGRAM',
      choices: BUILDER_NAMES,
      default: 'docker',
      help: 'the program that builds',
    },
  },
  exits: { good: 'it is in the registry', bad: 'a mistake in site.yaml, or it could not be built or pushed' },
  run: ({ values }, io) => build(values.site, values.with, io),
})

async function build(siteFile: string, builder: BuilderName, io: CommandIo): Promise<GoodOrBad> {
  const site = accept((await readSiteFile(siteFile)).parsed, io)
  if (site === undefined) throw new DefinitionError([])
  const platforms = platformsOf(site)
  const bases = ['NODE_IMAGE', 'BASE_IMAGE'].flatMap(name =>
    io.env[name] ? ['--build-arg', `${name}=${io.env[name]}`] : [],
  )
  // GHCR shows the image at this repository, whose workflows may push it from then on.
  const options = [...bases, '--label', `org.opencontainers.image.source=${site.repository}`]
  const image = withoutVersion(site.images.leadline)
  const name = `${image}:${await contentTag(platforms, options)}`
  const registry = await registryOptions(site, io)
  const there = await findImage({ text: name, reference: readReference(name) }, platforms, registry)
  // Why it is not there is the registry's affair: whatever it is, building and pushing meets it again and says so.
  const isThere = there.kind === 'found'
  const pushed = isThere ? there.digest : await pushedDigest(builder, { name, platforms, options }, registry)
  io.stdout(`${name} ${isThere ? 'was there already' : `was built with ${builder} and pushed`}\n${image}@${pushed}\n`)
  await leaveOutputs(io, { image: `${image}@${pushed}` })
  return EXIT.good
}

/** Builds and pushes; the digest is what the registry has under the name afterwards. */
async function pushedDigest(
  builder: BuilderName,
  wanted: Pick<Build, 'name' | 'platforms' | 'options'>,
  registry: RegistryOptions,
): Promise<string> {
  const { calls, digestIn, needs } = BUILDERS[builder]
  const reference = readReference(wanted.name)
  return inScratchFolder('push', async folder => {
    const resultFile = path.join(folder, 'result')
    for (const [program, ...args] of calls({ ...wanted, resultFile, isPlain: registry.isPlain(reference.registry) })) {
      if (await runOnScreen(program, args).catch(absentIsBad)) continue
      throw new ExternalError(`${program} could not build or push the image: it takes ${needs}`)
    }
    const digest = digestIn((await readIfPresent(resultFile)) ?? '')
    const text = `${withoutVersion(wanted.name)}@${digest}`
    if (readReference(text).digest === undefined) throw new ExternalError(`${builder} did not say what it has pushed`)
    const found = await findImage({ text, reference: readReference(text) }, wanted.platforms, registry)
    if (found.kind === 'problem') throw new ExternalError(`${found.message}. ${found.help}`)
    return found.digest
  })
}

/** A program that is not installed builds nothing. */
function absentIsBad(error: unknown): false {
  if (isMissing(error)) return false
  throw error
}
