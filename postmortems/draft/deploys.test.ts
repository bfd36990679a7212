import { expect, test } from 'vitest'
import { seconds } from '../../lib/duration.ts'
import { deployProblems } from '../deploys.testkit.ts'
import { deploysLike } from './deploys.ts'

const OOM = 'The container app took more memory than its limit of 76Mi (OOMKilled).'

test.each<readonly [end: string, sentence: string, image: string]>([
  ['caught-by-rollout', OOM, 'oom-at-start'],
  ['caught-by-gate', 'On the edge path 12 of 40 answers failed (500 by the app).', 'half-500'],
])('after %s with "%s" a draft names %s, and that holds', async (end, sentence, name) => {
  const found = deploysLike({ end, sentence })
  expect(found.map(({ image }) => image)).toEqual([name])
  for (const { within, ...deploy } of found)
    expect(await deployProblems({ ...deploy, within: seconds(Number.parseInt(within, 10)) })).toEqual([])
})

test('no scenario is named where the words or the end of a deploy are others', () => {
  expect(deploysLike({ end: 'rollback-failed', sentence: OOM })).toEqual([])
  expect(deploysLike({ end: 'caught-by-rollout', sentence: 'Its image is not found.' })).toEqual([])
})
