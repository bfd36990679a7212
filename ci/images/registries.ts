import { credentialsOf, missingVariables, REGISTRY_VARIABLES } from '../../adapters/registry/credentials.ts'
import type { RegistryOptions } from '../../adapters/registry/options.ts'
import { isLocal } from '../../k8s/images/reference.ts'
import type { Site } from '../../k8s/site/model.ts'
import { SITE_FILE } from '../../k8s/site/site-file.ts'
import { type CommandIo, UsageError } from '../../lib/command/command.ts'
import { seconds } from '../../lib/duration.ts'

/** Options of every command about images. */
export const SITE_OPTION = {
  site: {
    type: 'string',
    value: 'FILE',
    default: SITE_FILE,
    help: 'names the images, and the processors of the nodes',
  },
} as const

/** The variables by which a password is found. */
export const REGISTRY_ENVIRONMENT: readonly (readonly [name: string, says: string])[] = [
  [REGISTRY_VARIABLES.join(', '), 'a password, and the one registry that it is for'],
  [
    'REGISTRY_AUTH_FILE, DOCKER_CONFIG',
    'where `podman login` or `docker login` wrote theirs, if not where they usually do',
  ],
  ['NODE_EXTRA_CA_CERTS', 'the CA of a registry whose certificate no public one vouches for'],
]

const TIMEOUT = seconds(10)

/** How the registries of a site are asked, as the person who runs the command. */
export async function registryOptions(
  { images }: Pick<Site, 'images'>,
  io: Pick<CommandIo, 'env' | 'signal'>,
): Promise<RegistryOptions> {
  const missing = missingVariables(io.env)
  if (missing.length > 0)
    throw new UsageError(`${REGISTRY_VARIABLES.join(', ')} go together: set ${missing.join(' and ')}`)
  return {
    timeout: TIMEOUT,
    signal: io.signal,
    credentialOf: await credentialsOf(io.env),
    isPlain: registry => isLocal(registry) || images.plainHttp.includes(registry),
  }
}

/** Platforms as registries name them. */
export function platformsOf({ images }: Pick<Site, 'images'>): readonly string[] {
  return images.platforms.map(processor => `linux/${processor}`)
}
