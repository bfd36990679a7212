import { expect, test } from 'vitest'
import { allBoards } from '../boards/boards.ts'
import { exampleContext } from '../context.testkit.ts'
import { renderSheet } from './board-sheet.testkit.ts'

test('every panel looks as it did when it was last reviewed', async () => {
  const text = allBoards(exampleContext).map(renderSheet).join('\n')
  await expect(text).toMatchFileSnapshot('testdata/boards.txt')
})
