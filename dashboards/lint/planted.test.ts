import { expect, test } from 'vitest'
import { withFault } from '../../lib/lint/fixture.testkit.ts'
import { allBoards } from '../boards/boards.ts'
import { exampleContext } from '../context.testkit.ts'
import { boardTexts, generatedFiles } from '../generated-files.ts'
import { lintFiles } from './lint.ts'
import { PLANTED } from './planted.testkit.ts'
import { projectWorld } from './project-world.ts'
import { SECOND_QUERIES } from './second-queries.testkit.ts'
import { SECOND_SETTINGS } from './second-settings.testkit.ts'

const world = projectWorld(exampleContext)
const files = boardTexts(generatedFiles(allBoards(exampleContext), () => '0123abcd')).map(([path, text]) => ({
  path,
  text,
}))

const LISTS = { PLANTED, SECOND_QUERIES, SECOND_SETTINGS }
const ALL = Object.values(LISTS).flatMap(list => Object.entries(list))

test('there are as many faults as were planted by a person once', () => {
  expect(Object.keys(PLANTED).length).toBeGreaterThanOrEqual(55)
  expect(Object.keys({ ...SECOND_QUERIES, ...SECOND_SETTINGS }).length).toBeGreaterThanOrEqual(55)
})

test.each(ALL)('lint notices %s', (_, fault) => {
  expect(lintFiles(withFault(files, fault), 'ours', world)).not.toEqual([])
})
