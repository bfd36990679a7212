import type { ImageName } from '../ci/release/deploy/image-scripts.testkit.ts'
import { exampleRelease, installation } from '../ci/release/deploy/scenario.testkit.ts'
import { humanDuration, seconds } from '../lib/duration.ts'
import type { ExpectedDeploy } from './definition/model.ts'

/** What of a deploy is not as an incident says: a good release, then one with the fault, on the simulated clock. */
export async function deployProblems({ image, ends, within, says }: ExpectedDeploy): Promise<readonly string[]> {
  const here = installation()
  await here.deploy(exampleRelease('good', 'v1'))
  const { end, sentence, run } = await here.deploy(exampleRelease(image as ImageName, 'v2'))
  const states = ['apply', 'rollout', 'gate'] as const
  const took = seconds(states.reduce((sum, state) => sum + (run.seconds.get(state) ?? 0), 0))
  const words = `The deploy of ${image}`
  return [
    ...(end === ends ? [] : [`${words} ends with ${end}, not ${ends}.`]),
    ...(took <= within
      ? []
      : [`${words} has its verdict after ${humanDuration(took)}, not within ${humanDuration(within)}.`]),
    ...(sentence.includes(says) ? [] : [`${words} says "${sentence}", not "${says}".`]),
  ]
}
