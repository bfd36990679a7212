import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { lacksRegistry, registryNote } from '../../../adapters/registry/registry.testkit.ts'
import type { Site } from '../../../k8s/site/model.ts'
import { type Installation, startInstallation } from '../../doctor/installation.testkit.ts'
import { readReadiness } from './readiness.ts'

let there: Installation
beforeAll(async () => {
  there = await startInstallation()
})
afterAll(() => there.close())
afterEach(() => {
  there.fake.denied.clear()
  there.fake.clockAhead = 0
})

/** What stands against a release with this image. */
async function readiness(image: (image: string) => string = one => one, grafana?: string) {
  const { site: before } = there
  const gone = grafana && before.images.monitoring.grafana.replace(/[0-9a-f]{64}$/, grafana.repeat(64))
  const monitoring = { ...before.images.monitoring, ...(gone && { grafana: gone }) }
  const site: Site = { ...before, images: { ...before.images, monitoring, leadline: image(before.images.leadline) } }
  const place = there.place({ site: () => site })
  const io = { env: place.env, now: () => new Date(), signal: new AbortController().signal }
  return readReadiness({ site, sets: await place.sets() }, 'k8s/site.yaml', io)
}

test.skipIf(lacksRegistry)(`nothing stands against a release whose images are there${registryNote}`, async () => {
  expect(await readiness()).toEqual({ refusals: [], notes: [] })
})

test.skipIf(lacksRegistry)(`a digest that the registry has not is refused${registryNote}`, async () => {
  const { refusals } = await readiness(image => image.replace(/[0-9a-f]{64}$/, 'a'.repeat(64)))
  expect(refusals).toEqual([
    expect.stringMatching(/ has no image .*a{64}\. Look at name and tag; push the image first\.$/),
  ])
})

test.skipIf(lacksRegistry)(
  `an image of what monitors that is gone is said, and refuses nothing${registryNote}`,
  async () => {
    const { refusals, notes } = await readiness(one => one, 'a')
    expect(refusals).toEqual([])
    expect(notes).toContainEqual(expect.stringMatching(/ has no image .*a{64}\./))
  },
)

test('a registry that cannot be reached refuses nothing, and it is said', async () => {
  expect(await readiness(image => `127.0.0.1:1/owner/leadline@${image.slice(-71)}`)).toEqual({
    refusals: [],
    notes: [expect.stringMatching(/^Not checked: The registry 127\.0\.0\.1:1 cannot be reached/)],
  })
})

test('a right that is missing is refused, with what mends it', async () => {
  there.fake.denied.add('patch apps/deployments leadline')
  const { refusals } = await readiness()
  expect(refusals).toContainEqual(
    expect.stringMatching(/^May not patch deployments\.apps in leadline\. Use a kubeconfig/),
  )
})

test('a clock that is five minutes off is said, and refuses nothing', async () => {
  there.fake.clockAhead = 300_000
  const { refusals, notes } = await readiness()
  expect(refusals).toEqual([])
  expect(notes).toContainEqual(expect.stringMatching(/^The API server is 300 s ahead of this machine/))
})
