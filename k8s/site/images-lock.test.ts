import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { renderDiagnostic } from '../../lib/diagnostic/diagnostic.ts'
import { type LockedImage, parseImagesLock, renderImagesLock } from './images-lock.ts'
import { MONITORING_PROGRAMS } from './monitoring-images.ts'
import { parseSite } from './parse.ts'
import { imagesOf, pinnedSite } from './pinned-images.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`
const OTHER = `sha256:${'b'.repeat(64)}`
const OURS: LockedImage = { image: 'ghcr.io/example/leadline:1.0', digest: DIGEST, platforms: ['amd64', 'arm64'] }
const SHOP: LockedImage = { image: 'ghcr.io/example/shop:2', digest: OTHER, platforms: ['amd64', 'arm64'] }

test('what is written is read again, sorted, and the same for any order', () => {
  const text = renderImagesLock([SHOP, OURS], 'k8s/site.yaml')
  expect(text).toMatch(/^# Generated from k8s\/site\.yaml by `npm run images -- pin`\. Do not edit\.\n/)
  expect(renderImagesLock([OURS, SHOP], 'k8s/site.yaml')).toBe(text)
  expect(parseImagesLock({ path: 'images.lock.yaml', text })).toEqual({ value: [OURS, SHOP], diagnostics: [] })
})

test('a lock file with marks of a merge, a broken digest or a strange processor is reported with places', () => {
  const good = renderImagesLock([OURS], 'k8s/site.yaml')
  const broken = [
    [`<<<<<<< HEAD\n${good}`, /^merge-conflict$/],
    [good.replace(DIGEST, 'sha256:abc'), /bad-digest/],
    [good.replace('amd64', 'amd65'), /unknown-choice/],
    [good.replace('image: ', 'imgae: '), /missing-key,unknown-key|unknown-key,missing-key/],
    ['', /missing-key/],
  ] as const
  for (const [text, codes] of broken) {
    const { diagnostics } = parseImagesLock({ path: 'images.lock.yaml', text })
    expect(diagnostics.map(({ code }) => code).join()).toMatch(codes)
    expect(diagnostics[0]).toMatchObject({ file: 'images.lock.yaml', help: expect.any(String) })
  }
})

test('what is said of an image that is not pinned, and of a spoilt lock file, is as in the golden file', async () => {
  const good = renderImagesLock([OURS], 'k8s/site.yaml')
  const spoilt = [`<<<<<<< HEAD\n${good}`, good.replace(DIGEST, 'sha256:abc')].flatMap(
    text => parseImagesLock({ path: 'k8s/images.lock.yaml', text }).diagnostics,
  )
  const { file, value } = site(OURS.image)
  const unpinned = [[], [{ ...OURS, platforms: ['amd64'] }]].flatMap(lock => pinnedSite(file, value, lock).diagnostics)
  const said = [...unpinned, ...spoilt].map(renderDiagnostic)
  await expect(`${said.join('\n\n')}\n`).toMatchFileSnapshot('testdata/lock.bad.txt')
})

const EXAMPLE = readFileSync('k8s/site.example.yaml', 'utf8')

/** A site file with these images, and its reading. */
function site(leadline: string, shop?: string) {
  const own = shop === undefined ? '' : `\n  image: ${shop}\n  memory: 64Mi`
  const text = EXAMPLE.replace(/ghcr\.io\/example\/leadline@\S+/, leadline).replace('replicas: 2', `replicas: 2${own}`)
  const file = { path: 'k8s/site.yaml', text }
  const { value } = parseSite(file)
  if (value === undefined) throw new Error('the site has mistakes')
  return { file, value }
}

test('tags get the digests of the lock file, and an image with a digest keeps its own', () => {
  const { file, value } = site(OURS.image, `ghcr.io/example/shop@${OTHER}`)
  const { value: pinned, diagnostics } = pinnedSite(file, value, [OURS])
  expect(diagnostics).toEqual([])
  expect(imagesOf(pinned).map(({ image }) => image)).toEqual([
    `${OURS.image}@${DIGEST}`,
    `ghcr.io/example/shop@${OTHER}`,
    ...MONITORING_PROGRAMS.map(name => value.images.monitoring[name]),
  ])
})

test('every image without a digest is reported at its place, all at once', () => {
  const { file, value } = site('ghcr.io/example/leadline:1.1', SHOP.image)
  const { diagnostics } = pinnedSite(file, value, [OURS])
  const lines = file.text.split('\n')
  expect(diagnostics.map(({ code, line }) => [code, lines[line - 1]?.trim()])).toEqual([
    ['unpinned-image', 'leadline: ghcr.io/example/leadline:1.1'],
    ['unpinned-image', `image: ${SHOP.image}`],
  ])
  expect(diagnostics[0]?.help).toContain('npm run images -- pin')
})

test('a lock file from before the site had another processor is not enough', () => {
  const { file, value } = site(OURS.image)
  const { diagnostics } = pinnedSite(file, value, [{ ...OURS, platforms: ['amd64'] }])
  expect(diagnostics).toMatchObject([{ code: 'platform-missing', message: expect.stringContaining('without arm64') }])
})

test('a pin of an image by digest counts only for that digest', () => {
  const { file, value } = site(`ghcr.io/example/leadline@${OTHER}`)
  const lock = [{ image: 'ghcr.io/example/leadline', digest: DIGEST, platforms: ['amd64'] }]
  expect(pinnedSite(file, value, lock).diagnostics).toEqual([])
})

test('what a site file does not name of the monitoring stands by its tag, and is pinned like the rest', () => {
  const text = EXAMPLE.replace(/^ {2}monitoring:\n(?: {4}.*\n)+/m, '')
  const file = { path: 'k8s/site.yaml', text }
  const { value } = parseSite(file)
  if (value === undefined) throw new Error('the site has mistakes')
  const missing = pinnedSite(file, value, []).diagnostics
  expect(missing.map(({ code, sourceLine }) => [code, sourceLine])).toEqual(
    MONITORING_PROGRAMS.map(() => ['unpinned-image', expect.stringContaining('leadline:')]),
  )
  const lock = MONITORING_PROGRAMS.map(name => ({
    image: value.images.monitoring[name],
    digest: DIGEST,
    platforms: ['amd64', 'arm64'],
  }))
  const { value: pinned, diagnostics } = pinnedSite(file, value, lock)
  expect(diagnostics).toEqual([])
  for (const name of MONITORING_PROGRAMS)
    expect(pinned.images.monitoring[name]).toBe(`${value.images.monitoring[name]}@${DIGEST}`)
})
