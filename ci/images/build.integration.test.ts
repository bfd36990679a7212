import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  lacksRegistry,
  pushImage,
  pushIndex,
  registryNote,
  startRegistry,
  type TestRegistry,
} from '../../adapters/registry/registry.testkit.ts'
import { runQuietly } from '../../lib/command/command.testkit.ts'
import { main } from '../images.ts'

const EXAMPLE = readFileSync('k8s/site.example.yaml', 'utf8')

/** A fake of docker: it builds nothing, keeps how it was called, and says that it has pushed what DIGEST names. */
const FAKE_DOCKER = `#!/bin/sh
printf '%s\\n' "$@" >"$FAKE_FOLDER/called"
[ -z "$FAKE_FAILS" ] || exit 1
while [ $# -gt 0 ]; do [ "$1" = --metadata-file ] && printf '{"containerimage.digest":"%s"}' "$DIGEST" >"$2"; shift; done
`

describe.skipIf(lacksRegistry)(
  `npm run images -- build, with Debian’s registry and a fake docker${registryNote}`,
  () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'leadline-build-command-'))
    const siteFile = path.join(folder, 'site.yaml')
    let registry: TestRegistry
    let name = ''
    beforeAll(async () => {
      registry = await startRegistry()
      name = `${registry.host}/owner/leadline`
      writeFileSync(siteFile, EXAMPLE.replace(/ghcr\.io\/example\/leadline@\S+/, `${name}:1.0`))
      writeFileSync(path.join(folder, 'docker'), FAKE_DOCKER)
      chmodSync(path.join(folder, 'docker'), 0o755)
    })
    afterAll(async () => {
      await registry.stop()
      rmSync(folder, { recursive: true })
    })
    beforeEach(() => {
      vi.stubEnv('PATH', `${folder}:${process.env.PATH}`)
      vi.stubEnv('FAKE_FOLDER', folder)
    })
    afterEach(() => vi.unstubAllEnvs())

    const build = (env: Readonly<Record<string, string>> = {}) =>
      runQuietly(main, ['build', '--site', siteFile], { env })

    test('every processor of the site is built at once, with where it came from and what is inside beside it', async () => {
      const { digest } = await pushIndex(name, 'pushed', ['amd64', 'arm64'], {})
      vi.stubEnv('DIGEST', digest)
      const { code, out } = await build({ NODE_IMAGE: 'mirror.lan/node:24' })
      expect(code).toBe(0)
      expect(out).toMatch(new RegExp(`:content-[0-9a-f]{16} was built with docker and pushed\n${name}@${digest}\n$`))
      const called = readFileSync(path.join(folder, 'called'), 'utf8').replace(/(content-|leadline-push-)\S+/g, '$1…')
      expect(called.split('\n').slice(0, -1)).toEqual([
        ...['buildx', 'build', '--file', 'services/Dockerfile', '--platform', 'linux/amd64,linux/arm64'],
        ...['--provenance', 'mode=max', '--sbom', 'true', '--build-arg', 'NODE_IMAGE=mirror.lan/node:24'],
        ...['--label', 'org.opencontainers.image.source=https://github.com/example/leadline'],
        ...['--tag', `${name}:content-…`, '--metadata-file', expect.stringContaining('leadline-push-'), '--push', '.'],
      ])
    })

    test('other content has another name: other base images, other processors', async () => {
      const { digest } = await pushIndex(name, 'pushed', ['amd64', 'arm64'], {})
      vi.stubEnv('DIGEST', digest)
      const names = await Promise.all(
        [{}, { NODE_IMAGE: 'a:1' }, { BASE_IMAGE: 'a:1' }, {}].map(async env => (await build(env)).out.split(' ')[0]),
      )
      expect(new Set(names).size).toBe(3)
      expect(names[0]).toBe(names[3])
    })

    test.each([
      ['fails', () => vi.stubEnv('FAKE_FAILS', '1'), 'docker could not build or push the image: it takes docker with'],
      [
        'is not installed',
        () => vi.stubEnv('PATH', folder.replace(/$/, '-gone')),
        'it takes docker with its plugin buildx',
      ],
      ['does not say what it has pushed', () => vi.stubEnv('DIGEST', ''), 'docker did not say what it has pushed'],
      [
        'says a digest that the registry does not have',
        () => vi.stubEnv('DIGEST', `sha256:${'0'.repeat(64)}`),
        'has no image',
      ],
    ])('where docker %s, that is said, and no digest is given', async (_, fault, sentence) => {
      fault()
      const { code, out, err } = await build()
      expect({ code, out }).toEqual({ code: 1, out: '' })
      expect(err).toContain(sentence)
    })

    test('what was pushed without a processor of the nodes is refused', async () => {
      const { digest } = await pushImage(name, 'half', 'amd64', {})
      vi.stubEnv('DIGEST', digest)
      expect(await build()).toMatchObject({ code: 1, out: '', err: expect.stringContaining('linux/arm64') })
    })
  },
)
