import type { RegistryOptions } from '../../../adapters/registry/options.ts'
import { findImage } from '../../../adapters/registry/registry.ts'
import { credentialFor, parseDockerConfig } from '../../../k8s/images/credentials.ts'
import { readReference } from '../../../k8s/images/reference.ts'
import type { RegistryProblem } from '../../../k8s/images/registry-problem.ts'
import type { Site } from '../../../k8s/site/model.ts'
import { imagesOf } from '../../../k8s/site/pinned-images.ts'
import { count } from '../../../lib/count.ts'
import { seconds } from '../../../lib/duration.ts'
import { textAt } from '../../../lib/json/path.ts'
import { platformsOf, registryOptions } from '../../images/registries.ts'
import { bad, type Fact, type Finding, good, unchecked } from '../core/fact.ts'
import type { Place } from '../place/place.ts'
import { readOne } from '../place/reading.ts'

const PATIENCE = seconds(4)

/** Whether the registries still have what is pinned. */
export const IMAGES_FACT: Fact<Place> = {
  id: 'images',
  part: 'here',
  asks: 'Are the pinned digests still in their registries, for every processor of the nodes?',
  after: ['images-pinned'],
  mend: '`npm run images -- check`',
  async ask(place) {
    const site = await pinned(place)
    const options = await registryOptions(site, { env: place.env, signal: new AbortController().signal })
    const found = await findAll(site, { ...options, timeout: PATIENCE })
    const isLoginAll = found.every(({ code }) => code === 'login-needed')
    // Nodes have a login of their own.
    if (found.length > 0 && isLoginAll)
      return unchecked(`${found[0]?.message}; this machine has no login: \`docker login\``)
    return judge(site, found)
  },
}

/** Whether the nodes may fetch what is pinned. */
export const PULL_SECRET_FACT: Fact<Place> = {
  id: 'pull-secret',
  part: 'platform',
  asks: 'Does the registry give the images for the pull secret that nodes send, or to everyone where there is none?',
  right: 'get secrets in leadline',
  after: ['images-pinned', 'hand-made'],
  mend: 'make the pull secret again: docs/install.md',
  async ask(place) {
    const site = await pinned(place)
    const options = await registryOptions(site, { env: {}, signal: new AbortController().signal })
    const { pullSecret } = site.images
    if (pullSecret === undefined) {
      const open = judge(
        site,
        await findAll(site, { ...options, timeout: PATIENCE, credentialOf: async () => undefined }),
      )
      return open.state === 'good'
        ? good('none is needed: the registry gives the images to everyone')
        : bad(
            `${open.says}, and k8s/site.yaml names no images.pull_secret`,
            'name one in k8s/site.yaml, and make it: docs/install.md',
          )
    }
    const wanted = { apiVersion: 'v1', kind: 'Secret', namespace: place.namespaces.namespace, name: pullSecret }
    const secret = await readOne(await place.cluster(), wanted)
    const config = parseDockerConfig(
      Buffer.from(textAt(secret, 'data', '.dockerconfigjson'), 'base64').toString('utf8'),
    )
    if (config === undefined) return bad(`the secret ${pullSecret} holds no file of \`docker login\``, REMAKE)
    const credentialOf: RegistryOptions['credentialOf'] = async reference => credentialFor(config, reference)
    const found = judge(site, await findAll(site, { ...options, timeout: PATIENCE, credentialOf }))
    return found.state === 'bad' ? bad(found.says, REMAKE) : good(`the registry accepts ${pullSecret}`)
  },
}

const REMAKE = 'make the secret again with a password that the registry accepts: docs/install.md, secrets'

async function pinned(place: Place): Promise<Site> {
  return (await place.pinnedSite()).value ?? place.site()
}

/** Asks for every image by its digest. */
async function findAll(site: Site, options: RegistryOptions): Promise<readonly RegistryProblem[]> {
  const asked = imagesOf(site).map(({ image: text }) =>
    findImage({ text, reference: readReference(text) }, platformsOf(site), options),
  )
  const found = await Promise.all(asked)
  return found.flatMap(one => (one.kind === 'problem' ? [one] : []))
}

function judge(site: Site, problems: readonly RegistryProblem[]): Finding {
  const [first] = problems
  if (first !== undefined) return bad(problems.map(({ message }) => message).join('; '), first.help)
  return good(`${count(imagesOf(site).length, 'image')} there for ${platformsOf(site).join(', ')}`)
}
