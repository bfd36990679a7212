import { expect, test } from 'vitest'
import type { ImageName } from './image-scripts.testkit.ts'
import { exampleRelease, installation } from './scenario.testkit.ts'

interface Case {
  readonly image: ImageName
  readonly exit: number
  readonly says: RegExp
}

const CASES: readonly Case[] = [
  { image: 'good', exit: 0, says: /out and good/ },
  { image: 'slow-start', exit: 0, says: /out and good/ },
  { image: 'oom-at-start', exit: 21, says: /took more memory than its limit of 76Mi \(OOMKilled\)/ },
]

test.each(CASES)('an image that is $image ends with $exit', async ({ image, exit, says }) => {
  const here = installation()
  const first = await here.deploy(exampleRelease('good', 'v1'))
  console.log(here.said.join('\n'))
  expect(first.sentence).toMatch(/good/)
  here.said.length = 0
  const second = await here.deploy(exampleRelease(image, 'v2'))
  console.log(here.said.join('\n'), second.sentence)
  expect(second.sentence).toMatch(says)
  expect(second.exit).toBe(exit)
})
