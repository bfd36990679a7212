import { PIN_COMMAND } from '../../../k8s/site/images-lock.ts'
import { imagesOf } from '../../../k8s/site/pinned-images.ts'
import { count } from '../../../lib/count.ts'
import { hasErrors } from '../../../lib/diagnostic/diagnostic.ts'
import { bad, type Fact, good } from '../core/fact.ts'
import type { Place } from '../place/place.ts'

/** What lies on this machine: the owner's site file, what is made from it, and the way to the cluster. */
export const HERE_FACTS: readonly Fact<Place>[] = [
  {
    id: 'site',
    part: 'here',
    asks: 'Is the site file filled in, without a mistake?',
    after: [],
    mend: 'fill in k8s/site.yaml: docs/kubernetes.md says what follows from each value',
    async ask({ siteFile, parsedSite }) {
      const { value, diagnostics } = await parsedSite()
      const [first] = diagnostics.filter(({ severity }) => severity === 'error')
      if (value !== undefined && first === undefined) {
        const { names, nodes, reach } = value
        return good(`${siteFile}: ${names.site}, ${reach}, ${count(nodes.length, 'node')}`)
      }
      const others = diagnostics.length > 1 ? `, and ${count(diagnostics.length - 1, 'more mistake')}` : ''
      return bad(
        `${siteFile} has mistakes: ${first?.message ?? 'it is not filled in'}${others}`,
        '`npm run render -- platform` shows each with its place; then edit k8s/site.yaml',
      )
    },
  },
  {
    id: 'images-pinned',
    part: 'here',
    asks: 'Is every image of the site file pinned to a digest, for every processor of the nodes?',
    after: ['site'],
    mend: `push the images, then \`${PIN_COMMAND}\``,
    async ask({ pinnedSite }) {
      const { value, diagnostics } = await pinnedSite()
      const [first] = diagnostics.filter(({ severity }) => severity === 'error')
      if (first !== undefined) return bad(first.message, `push the images, then \`${PIN_COMMAND}\``)
      return good(
        value === undefined
          ? 'none'
          : imagesOf(value)
              .map(({ image }) => shortImage(image))
              .join(', '),
      )
    },
  },
  {
    id: 'manifests',
    part: 'here',
    asks: 'Do both sets render from it, and keep the policies?',
    after: ['images-pinned'],
    mend: '`npm run render -- release` shows each mistake with its place',
    async ask({ parsedSets }) {
      const { value, diagnostics } = await parsedSets()
      if (hasErrors(diagnostics)) {
        const mistakes = diagnostics.filter(({ severity }) => severity === 'error')
        return bad(
          `${count(mistakes.length, 'mistake')}: ${mistakes[0]?.message}`,
          '`npm run render -- release` shows each mistake with its place',
        )
      }
      const { platform, release, platformHash } = value
      return good(`${platform.length} objects of the platform (${platformHash}), ${release.length} of the release`)
    },
  },
  {
    id: 'kubeconfig',
    part: 'here',
    asks: 'Is there a kubeconfig, and does its current context name a cluster and a user?',
    after: [],
    mend: 'export KUBECONFIG=FILE',
    async ask({ cluster }) {
      const { context, contexts, server } = await cluster()
      const others = contexts.filter(name => name !== context)
      return good(
        `context ${context}, server ${server}${others.length === 0 ? '' : ` (other contexts: ${others.join(', ')})`}`,
      )
    },
  },
]

/** A digest cut to what people compare. */
function shortImage(image: string): string {
  return image.replace(/(@sha256:[0-9a-f]{12})[0-9a-f]{52}/, '$1…')
}
