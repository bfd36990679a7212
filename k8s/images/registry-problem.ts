/** Why an image could not be found in its registry: a stable code, a sentence, and what to do. */
export interface RegistryProblem {
  readonly kind: 'problem'
  readonly code: RegistryCode
  readonly message: string
  readonly help: string
}

/** What a problem is about. */
export interface ProblemFacts {
  /** The image as people write it. */
  readonly image: string
  /** Who answered, or did not: a host, with its port where it has one. */
  readonly host: string
  /** What is known besides, as the end of a sentence; without secrets. */
  readonly detail?: string
}

interface ProblemText {
  readonly says: (facts: Required<ProblemFacts>) => string
  readonly help: string
}

const LOGIN =
  '`docker login` or `podman login` writes the password into their file; without them set REGISTRY_HOST, REGISTRY_USER and REGISTRY_PASSWORD.'

/** Everything that can be wrong between a registry and us; a new problem is a row here. */
const PROBLEMS = {
  'registry-unreachable': {
    says: ({ host, detail }) => `The registry ${host} cannot be reached: ${detail}`,
    help: 'Look at the name, the network and the certificate. An own CA is in NODE_EXTRA_CA_CERTS; a registry without TLS stands in images.plain_http.',
  },
  'registry-timeout': {
    says: ({ host, detail }) => `The registry ${host} is too slow: ${detail}`,
    help: 'Try again, and look at the registry and the network between.',
  },
  'registry-busy': {
    says: ({ host, detail }) => `The registry ${host} takes no more requests for now: ${detail}`,
    help: 'Try again later. Most registries take more requests from those who log in.',
  },
  'registry-broken': {
    says: ({ host, detail }) => `The registry ${host} is broken: ${detail}`,
    help: 'Try again, and look into the log of the registry if it is yours.',
  },
  'registry-oversize': {
    says: ({ host, detail }) => `The answer of ${host} is too large for a manifest: ${detail}`,
    help: 'Look at the address: no manifest of an image is as large.',
  },
  'registry-redirect': {
    says: ({ host, detail }) => `The registry ${host} sends elsewhere, which is not followed: ${detail}`,
    help: 'Name the registry that it leads to, if that is where the image lies.',
  },
  'not-a-registry': {
    says: ({ host, detail }) => `${host} does not answer as a registry does: ${detail}`,
    help: 'Look at the host of the image: a proxy or a login form answers there.',
  },
  'login-needed': {
    says: ({ host, image }) => `${host} shows ${image} only to those who log in, or has no such image`,
    help: LOGIN,
  },
  'login-refused': {
    says: ({ host, image, detail }) => `${host} refuses the login for ${image}: ${detail}`,
    help: `Look whether the password has ended, and may read this image. ${LOGIN}`,
  },
  'foreign-realm': {
    says: ({ host, detail }) => `${host} asks for its password to be sent to ${detail}, and it was not sent`,
    help: 'A password goes to a server of the same domain only, and over TLS where the registry has it.',
  },
  'image-not-found': {
    says: ({ host, image }) => `${host} has no image ${image}`,
    help: 'Look at name and tag; push the image first.',
  },
  'digest-mismatch': {
    says: ({ host, image, detail }) => `${host} answered with something else than ${image}: ${detail}`,
    help: 'Do not use this image. A cache between may be broken: ask the registry directly.',
  },
  'no-image': {
    says: ({ host, image, detail }) => `What ${host} has as ${image} is no image that a node can run: ${detail}`,
    help: 'Push it again with a current Docker, Podman or Buildah.',
  },
  'platform-missing': {
    says: ({ image, detail }) => `The image ${image} is not there for ${detail}`,
    help: 'Build it for every processor of images.platforms: `docker buildx build --platform linux/amd64,linux/arm64`.',
  },
  'platform-gone': {
    says: ({ host, image, detail }) =>
      `The index ${image} names an image for ${detail}, which ${host} does not have any more`,
    help: 'Something cleaned up images without a tag, which those of an index are. Push the image again, and let the cleaning spare them.',
  },
} as const satisfies Readonly<Record<string, ProblemText>>

export type RegistryCode = keyof typeof PROBLEMS

/** Every code, in the order of the table. */
export const REGISTRY_CODES = Object.keys(PROBLEMS) as readonly RegistryCode[]

/** A problem in words. */
export function registryProblem(
  code: RegistryCode,
  { image, host, detail = 'no reason is known' }: ProblemFacts,
): RegistryProblem {
  const { says, help }: ProblemText = PROBLEMS[code]
  return { kind: 'problem', code, message: says({ image, host, detail }), help }
}
