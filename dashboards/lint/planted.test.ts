import { expect, test } from 'vitest'
import { withFault } from '../../lib/lint/fixture.testkit.ts'
import { allBoards } from '../boards/boards.ts'
import { exampleContext } from '../context.testkit.ts'
import { boardTexts, generatedFiles } from '../generated-files.ts'
import { renderSheet } from '../proof/board-sheet.testkit.ts'
import { lintFiles } from './lint.ts'
import { PLANTED } from './planted.testkit.ts'
import { projectWorld } from './project-world.ts'
import { SECOND_QUERIES } from './second-queries.testkit.ts'
import { SECOND_SETTINGS } from './second-settings.testkit.ts'
import { OF_GOLDENS, THIRD } from './third-faults.testkit.ts'

const world = projectWorld(exampleContext)
const files = boardTexts(generatedFiles(allBoards(exampleContext), () => '0123abcd')).map(([path, text]) => ({
  path,
  text,
}))

const LISTS = { PLANTED, SECOND_QUERIES, SECOND_SETTINGS, THIRD }
const ALL = Object.values(LISTS).flatMap(list => Object.entries(list))

test('there are as many faults as were planted by a person once', () => {
  expect(Object.keys(PLANTED).length).toBeGreaterThanOrEqual(55)
  expect(Object.keys({ ...SECOND_QUERIES, ...SECOND_SETTINGS }).length).toBeGreaterThanOrEqual(55)
})

test.each(ALL)('lint notices %s', (_, fault) => {
  expect(lintFiles(withFault(files, fault), 'ours', world)).not.toEqual([])
})

test.each(Object.entries(OF_GOLDENS))('the golden sheet of the dashboards shows %s', (_, fault) => {
  const sheet = (all: typeof files) => all.map(({ text }) => renderSheet(JSON.parse(text))).join('\n')
  expect(sheet(withFault(files, fault).map(({ path, text }) => ({ path, text })))).not.toBe(sheet(files))
})
