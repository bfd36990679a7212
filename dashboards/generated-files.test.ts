import { expect, test } from 'vitest'
import { allBoards } from './boards/boards.ts'
import { exampleContext } from './context.testkit.ts'
import { digestOf, generatedFiles, LOCK_FILE, lockedFiles } from './generated-files.ts'

/** The length stands in for a digest: the real one is the command's. */
const digest = (text: string) => String(text.length).padStart(8, '0')

test('building twice gives the same bytes', () => {
  const first = generatedFiles(allBoards(exampleContext), digest)
  expect([...generatedFiles(allBoards(exampleContext), digest)]).toEqual([...first])
})

test('there is a file for each of the nine dashboards, named by its uid, and a lock', () => {
  const files = generatedFiles(allBoards(exampleContext), digest)
  expect([...files.keys()]).toHaveLength(10)
  for (const [name, text] of files) {
    if (name === LOCK_FILE) continue
    const board: unknown = JSON.parse(text)
    expect(board).toMatchObject({ uid: name.replace('.json', ''), editable: false, schemaVersion: 42 })
    expect(digestOf(Reflect.get(Object(board), 'tags'))).toHaveLength(8)
  }
})

test('adding an SLO adds its alert conditions and its share of the budget', () => {
  const [first] = exampleContext.slos
  if (first === undefined) throw new Error('the example needs an SLO')
  const more = { ...exampleContext, slos: [...exampleContext.slos, { ...first, name: 'added' }] }
  const queries = [...generatedFiles(allBoards(more), digest).values()].join('\n')
  expect(queries).toContain(`sloth_id=\\"${first.service}-added\\"`)
})

test('a lock lists the files that were generated, and a text that is no lock lists none', () => {
  const files = generatedFiles(allBoards(exampleContext), digest)
  expect([...lockedFiles(files.get(LOCK_FILE))].sort()).toEqual([...files.keys()].sort())
  expect([undefined, '', '7', '{'].map(text => lockedFiles(text).size)).toEqual([0, 0, 0, 0])
})
