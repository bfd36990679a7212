import { expect, test } from 'vitest'
import { firstDifference } from './difference.ts'

const BOARD = {
  title: 'Home',
  panels: [
    { id: 1, title: 'A' },
    { id: 2, title: 'B', steps: [{ value: null }] },
  ],
}

test.each<[string, unknown]>([
  ['the same', structuredClone(BOARD)],
  ['other keys first', { panels: BOARD.panels, title: 'Home' }],
  ['nothing instead of null', { ...BOARD, panels: [BOARD.panels[0], { id: 2, title: 'B', steps: [{}] }] }],
])('%s is no difference', (_, found) => {
  expect(firstDifference(BOARD, found)).toBeUndefined()
})

test.each<[string, unknown, string]>([
  ['a value', { ...BOARD, title: 'Haus' }, 'title is "Haus", and should be "Home"'],
  [
    'a value deep inside',
    { ...BOARD, panels: [{ id: 1, title: 'C' }, BOARD.panels[1]] },
    'panels[0].title is "C", and should be "A"',
  ],
  ['a lost item', { ...BOARD, panels: [BOARD.panels[0]] }, 'panels[1] is not there, and should be {"id":2,"title":"B"'],
  ['an item too many', { ...BOARD, panels: [...BOARD.panels, 3] }, 'panels[2] is 3, and should be not there'],
  ['a key too many', { ...BOARD, style: 'dark' }, 'style is "dark", and should be not there'],
  ['another kind', { ...BOARD, panels: {} }, 'panels is {}, and should be [{"id":1,"title":"A"}'],
  ['no document', 'text', 'the whole is "text", and should be {"title":"Home"'],
])('%s is told with its place', (_, found, sentence) => {
  expect(firstDifference(BOARD, found)).toContain(sentence)
})

test('a long value is cut', () => {
  expect(firstDifference({ expr: 'x'.repeat(500) }, {})).toHaveLength('expr is not there, and should be '.length + 60)
})
