import { expect, test } from 'vitest'
import { parseJson } from '../../../lib/json/parse.ts'
import { definedSlo } from '../../stack/stack.testkit.ts'
import { parseSloList, renderSloList } from './slo-list.ts'

test('a list that was written is read as it was', () => {
  const slos = [definedSlo('edge', 0.999), { ...definedSlo('app', 0.99), description: 'The “app” <answers>.' }]
  expect(parseSloList(parseJson(renderSloList(slos)))).toEqual([
    { id: 'web-edge', service: 'web', name: 'edge', description: '', objective: 0.999 },
    { id: 'web-app', service: 'web', name: 'app', description: 'The “app” <answers>.', objective: 0.99 },
  ])
})

test.each([
  ['no JSON', ''],
  ['null', 'null'],
  ['a text', '"slos"'],
  ['another document', '{"pages":[]}'],
])('%s is no list', (_, text) => {
  expect(parseSloList(parseJson(text))).toBeUndefined()
})

test('an entry that is no SLO is left out, and the others are kept', () => {
  const good = { id: 'a-b', service: 'a', name: 'b', description: '', objective: 0.9 }
  expect(parseSloList({ slos: [null, {}, { ...good, objective: '99' }, good] })).toEqual([good])
})
