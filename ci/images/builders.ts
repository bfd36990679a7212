import { parseJson } from '../../lib/json/parse.ts'
import { textAt } from '../../lib/json/path.ts'

/** What is built and where it goes. */
export interface Build {
  /** With its tag: `ghcr.io/owner/leadline:content-0123456789ab`. */
  readonly name: string
  /** `linux/amd64` */
  readonly platforms: readonly string[]
  /** For both builders the same: other base images, labels. */
  readonly options: readonly string[]
  /** The builder writes into it what it pushed. */
  readonly resultFile: string
  /** The registry speaks HTTP without TLS. */
  readonly isPlain: boolean
}

/** A program that builds an image for several processors and pushes it. */
interface Builder {
  /** What it cannot do without, for the sentence about a failure. */
  readonly needs: string
  /** Its calls, one after the other: each must end with 0. */
  readonly calls: (build: Build) => readonly (readonly [program: string, ...args: readonly string[]])[]
  /** The digest that was pushed, from the text of the result file; empty where it has none. */
  readonly digestIn: (text: string) => string
}

export const DOCKERFILE = 'services/Dockerfile'

/** What buildah calls the list of images here, until it is pushed. */
const LOCAL_LIST = 'localhost/leadline-pushed'

/** The builders by the names that a person chooses them by. */
export const BUILDERS = {
  // https://docs.docker.com/reference/cli/docker/buildx/build: what was built from what, and which packages are inside, lie beside it.
  docker: {
    needs: 'docker with its plugin buildx, and `docker login` before',
    calls: ({ name, platforms, options, resultFile }) => [
      [
        ...(['docker', 'buildx', 'build', '--file', DOCKERFILE, '--platform', platforms.join(',')] as const),
        ...['--provenance', 'mode=max', '--sbom', 'true', ...options],
        ...['--tag', name, '--metadata-file', resultFile, '--push', '.'],
      ],
    ],
    digestIn: text => textAt(parseJson(text), 'containerimage.digest'),
  },
  // Runs without root and without a daemon (https://github.com/containers/buildah/tree/main/docs). A list of that name that a killed
  // run left would be added to, so it goes first.
  buildah: {
    needs: 'buildah, and `buildah login` before',
    calls: ({ name, platforms, options, resultFile, isPlain }) => [
      ['sh', '-c', `buildah manifest rm ${LOCAL_LIST} >/dev/null 2>&1 || true`],
      [
        ...(['buildah', 'build', '--file', DOCKERFILE, '--platform', platforms.join(','), ...options] as const),
        ...['--manifest', LOCAL_LIST, '.'],
      ],
      [
        ...(['buildah', 'manifest', 'push', '--all', '--digestfile', resultFile] as const),
        ...[...(isPlain ? ['--tls-verify=false'] : []), LOCAL_LIST, `docker://${name}`],
      ],
    ],
    digestIn: text => text.trim(),
  },
} as const satisfies Readonly<Record<string, Builder>>

export const BUILDER_NAMES = ['docker', 'buildah'] as const satisfies readonly (keyof typeof BUILDERS)[]
