import { expect, test } from 'vitest'
import { allBoards } from '../boards/boards.ts'
import { exampleContext } from '../context.testkit.ts'
import { answerKey, type QueryAnswer } from './answers.ts'
import { renderPreview } from './page.ts'
import { viewBoard } from './view.ts'

const NOW = 1_770_292_800
const boards = allBoards(exampleContext).map(viewBoard)

function page(answer: QueryAnswer): string {
  const answered = boards.map(board => {
    const keys = board.panels.flatMap(panel => panel.targets.map(({ refId }) => answerKey(panel.id, refId)))
    return {
      board,
      answers: { now: NOW, values: {}, answers: new Map(keys.map(key => [key, answer])), annotations: [] },
    }
  })
  return renderPreview({ boards: answered, index: boards, source: 'A test.', href: uid => `#${uid}` })
}

const point: QueryAnswer = {
  kind: 'answered',
  series: [{ labels: { sloth_id: '<b>web</b>', le: '0.1' }, points: [[NOW, 0.5]] }],
  end: NOW,
  stepSeconds: 60,
  samples: 1,
}

test('a page says that it is a preview, has no script and loads nothing', () => {
  const html = page(point)
  expect(html).toContain('A preview, not Grafana.')
  expect(html).not.toMatch(/<script|\bon\w+=|\bsrc=|<link|@import|url\(/)
})

test('a page has no style attributes, so that a policy can allow its one style by hash', () => {
  expect(page(point)).not.toMatch(/<[^>]+\sstyle=/)
})

test('every link inside the page leads to a dashboard that is on it', () => {
  const html = page(point)
  const ids = new Set([...html.matchAll(/<section class="board" id="([^"]+)"/g)].map(match => match[1]))
  const targets = [...html.matchAll(/href="#([^"]*)"/g)].map(match => match[1])
  expect(targets.filter(target => !ids.has(target ?? ''))).toEqual([])
  expect(targets.length).toBeGreaterThan(boards.length)
})

test('the brand links to the status page where there is one, and is plain text otherwise', () => {
  const alone = { boards: [], index: [], source: 'A test.', href: (uid: string) => `#${uid}` }
  expect(renderPreview({ ...alone, home: '/' })).toContain('<p class="brand"><a href="/"')
  expect(renderPreview(alone)).not.toContain('<a ')
})

test('what Prometheus answers is text, never markup', () => {
  expect(page(point)).not.toContain('<b>web</b>')
  expect(page(point)).toContain('&lt;b&gt;web&lt;/b&gt;')
})

test('a query that Prometheus refuses is reported in its panel', () => {
  const html = page({ kind: 'unanswered', problem: 'many-to-many matching not allowed' })
  expect(html).toContain('query A: many-to-many matching not allowed')
})
