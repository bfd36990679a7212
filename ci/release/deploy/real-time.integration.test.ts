import { describe, expect, test } from 'vitest'
import { at } from '../../../lib/json/path.ts'
import { CASES } from './cases.testkit.ts'
import type { ImageName } from './image-scripts.testkit.ts'
import { type RealScene, startRealScene } from './real-scene.testkit.ts'
import type { DeployOutcome } from './run-deploy.ts'
import { exampleRelease } from './scenario.testkit.ts'
import type { Release } from './world.ts'

// The scenarios against real Nginx and real processes of the app, in real time: some in each run, all of them with
// `npm run scenarios`.

const isAll = process.env.SCENARIOS === 'all'
const LONG_MS = 600_000

/** Releases of which each run proves in real time what the simulated clock says. */
const OFTEN: readonly ImageName[] = ['good', 'oom-under-load', 'errors-on-ingress']

/** The example, whose pods need less time to be available. */
function release(image: ImageName, version: string): Release {
  const whole = exampleRelease(image, version)
  const objects = whole.objects.map(object =>
    object.kind === 'Deployment' ? { ...object, spec: { ...Object(at(object, 'spec')), minReadySeconds: 2 } } : object,
  )
  return { ...whole, objects }
}

/** Runs a test in a scene of its own, which ends with it. */
async function inScene(use: (scene: RealScene) => Promise<void>): Promise<void> {
  const scene = await startRealScene(release('good', 'v1'))
  await use(scene).finally(() => scene.close())
}

/** Deploys until this machine has let it be judged: one that is too busy is no failure of a release. */
async function deploy(scene: RealScene, image: ImageName, version: string): Promise<DeployOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await scene.deploy(release(image, version))
    const { report, canaryReport } = outcome.run
    const isTooBusy = outcome.exit === 40 && (report ?? canaryReport)?.because === 'excluded'
    if (!isTooBusy || attempt === 3) return outcome
  }
}

describe.concurrent('in real time', () => {
  const chosen = isAll ? CASES : CASES.filter(({ image }) => OFTEN.includes(image))
  test.for(chosen)(
    'after a good release, one that is $image ends with $exit',
    { timeout: LONG_MS },
    ({ image, exit, says }, { expect: expected }) =>
      inScene(async scene => {
        const outcome = await deploy(scene, image, 'v2')
        expected(outcome.exit, scene.said.join('\n')).toBe(exit)
        expected(outcome.sentence).toMatch(says)
      }),
  )

  // Two deploys, one after the other; on the simulated clock each run has them.
  test.runIf(isAll)(
    `a release that fails half of its requests is caught at its canary, and its fix goes at once${isAll ? '' : ' (skipped: npm run scenarios has it)'}`,
    { timeout: LONG_MS },
    ({ expect: expected }) =>
      inScene(async scene => {
        const bad = await deploy(scene, 'half-500', 'v2')
        expected(bad.sentence).toMatch(/answers of v2-canary through the (edge|ingress) failed \(500 by the app\)/)
        expected(bad.end, scene.said.join('\n')).toBe('caught-by-gate')
        const fix = await deploy(scene, 'good', 'v3')
        expected(fix.exit, scene.said.join('\n')).toBe(0)
      }),
  )
})

test('what is proven in real time is a scenario', () => {
  expect(CASES.filter(({ image }) => OFTEN.includes(image))).toHaveLength(OFTEN.length)
})
