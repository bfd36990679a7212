import { expect, test } from 'vitest'
import { withFault } from '../../lib/lint/fixture.testkit.ts'
import { allBoards } from '../boards/boards.ts'
import { exampleContext } from '../context.testkit.ts'
import { boardTexts, generatedFiles } from '../generated-files.ts'
import { lintFiles } from './lint.ts'
import { PLANTED } from './planted.testkit.ts'
import { projectWorld } from './project-world.ts'

const world = projectWorld(exampleContext)
const files = boardTexts(generatedFiles(allBoards(exampleContext), () => '0123abcd')).map(([path, text]) => ({
  path,
  text,
}))

test('there are as many faults as were planted by a person once', () => {
  expect(Object.keys(PLANTED).length).toBeGreaterThanOrEqual(55)
})

test.each(Object.keys(PLANTED))('lint notices %s', name => {
  const fault = PLANTED[name]
  if (fault === undefined) throw new Error(`there is no fault ${name}`)
  expect(lintFiles(withFault(files, fault), 'ours', world)).not.toEqual([])
})
