import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseSite } from './parse.ts'
import { withImage } from './with-image.ts'

const EXAMPLE = readFileSync('k8s/site.example.yaml', 'utf8')
const DIGEST = `@sha256:${'b'.repeat(64)}`

function siteOf(own?: string) {
  const app = own === undefined ? '' : `\n  image: ${own}\n  memory: 64Mi`
  const text = EXAMPLE.replace('replicas: 2', `replicas: 2${app}`)
  const { value, diagnostics } = parseSite({ path: 'site.yaml', text })
  expect(diagnostics).toEqual([])
  if (value === undefined) throw new TypeError('the example has a mistake')
  return value
}

/** Which image is which afterwards; the mistake where there is one. */
function imagesWith(image: string, own?: string): unknown {
  const site = withImage(siteOf(own), image)
  return 'mistake' in site ? site.mistake : { leadline: site.images.leadline, app: site.app.ownImage }
}

const before = siteOf().images.leadline

test('where the app is ours, a version of our image takes its place everywhere', () => {
  const image = `ghcr.io/example/leadline${DIGEST}`
  expect(imagesWith(image)).toEqual({ leadline: image, app: undefined })
  expect(imagesWith(`ghcr.io/example/leadline:2${DIGEST}`)).toEqual({
    leadline: `ghcr.io/example/leadline:2${DIGEST}`,
    app: undefined,
  })
})

test('where the app is the owner’s, each image is changed by itself', () => {
  const own = 'docker.io/library/shop:2'
  expect(imagesWith(`shop${DIGEST}`, own)).toEqual({ leadline: before, app: `shop${DIGEST}` })
  const ours = `ghcr.io/example/leadline${DIGEST}`
  expect(imagesWith(ours, own)).toEqual({ leadline: ours, app: own })
})

test('an image from elsewhere takes the place of none', () => {
  expect(imagesWith(`ghcr.io/exarnple/leadline${DIGEST}`)).toBe(
    'ghcr.io/exarnple/leadline is not an image of the site file, which names ghcr.io/example/leadline',
  )
  expect(imagesWith(`shop${DIGEST}`, 'ghcr.io/example/shop:2')).toBe(
    'shop is not an image of the site file, which names ghcr.io/example/shop and ghcr.io/example/leadline',
  )
  expect(imagesWith(`ghcr.io/example/leadline/more${DIGEST}`)).toMatch(/is not an image/)
})
