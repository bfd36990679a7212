import { expect, test } from 'vitest'
import { answerBoard, type QuerySource } from './answer-board.ts'
import { viewBoard } from './view.ts'

const EVALUATION = { now: 1_770_292_830, scrapeSeconds: 15 }
const target = (refId: string, expr: string, instant: boolean) => ({ refId, expr, instant })
const board = viewBoard({
  templating: {
    list: [
      { name: 'slo', query: 'label_values(slo:objective:ratio, sloth_id)' },
      { name: 'probe', query: 'label_values(up, probe)', includeAll: true, allValue: '.+' },
    ],
  },
  annotations: { list: [{ name: 'Release', expr: 'changes(x[5m])', titleFormat: '', iconColor: 'blue' }] },
  panels: [
    { id: 1, type: 'stat', targets: [target('A', 'a{slo="$slo"}', true)] },
    { id: 2, type: 'timeseries', targets: [target('A', 'b{probe=~"$probe"}', false), target('B', 'fails', false)] },
  ],
})

/** A scripted source that remembers what it was asked, and how many queries it had under way at most. */
function scripted(changes: Partial<QuerySource> = {}) {
  const asked: string[] = []
  let underWay = 0
  let most = 0
  const taking = async <T>(text: string, answer: T): Promise<T> => {
    asked.push(text)
    underWay += 1
    most = Math.max(most, underWay)
    await Promise.resolve()
    underWay -= 1
    return answer
  }
  const source: QuerySource = {
    instant: (expr, at) =>
      taking(`${expr} at ${at}`, { kind: 'answered', readings: [{ labels: {}, value: 7 }], samplesLoaded: 3 }),
    range: expr =>
      expr === 'fails'
        ? taking(expr, { kind: 'unanswered', problem: 'too much' })
        : taking(expr, { kind: 'answered', series: [], samplesLoaded: 5 }),
    labelValues: (label, selector) =>
      taking(`${label} of ${selector}`, { kind: 'answered', values: ['web-edge', 'b'] }),
    ...changes,
  }
  return { source, asked, most: () => most }
}

test('variables get their first value, or all, and every query and annotation is asked with them', async () => {
  const { source, asked } = scripted()
  const { values, answers, annotations } = await answerBoard(board, source, EVALUATION)
  expect(values).toEqual({ slo: 'web-edge', probe: '.+' })
  expect(asked.toSorted()).toEqual([
    'a{slo="web-edge"} at 1770292830',
    'b{probe=~".+"}',
    'changes(x[5m])',
    'fails',
    'sloth_id of slo:objective:ratio',
  ])
  expect(answers.get('1/A')).toMatchObject({
    kind: 'answered',
    series: [{ points: [[EVALUATION.now, 7]] }],
    samples: 3,
  })
  expect(answers.get('2/A')).toMatchObject({ kind: 'answered', series: [], samples: 5 })
  expect(annotations).toMatchObject([{ kind: 'answered', samples: 5 }])
})

test('a query that fails is an answer of its own, and the others are answered', async () => {
  const { answers } = await answerBoard(board, scripted().source, EVALUATION)
  expect(answers.get('2/B')).toEqual({ kind: 'unanswered', problem: 'too much' })
})

test('a chosen value is taken as it is, and a variable without any value is empty', async () => {
  const { source } = scripted({ labelValues: async () => ({ kind: 'unanswered', problem: 'gone' }) })
  expect((await answerBoard(board, source, { ...EVALUATION, chosen: { slo: 'mine' } })).values.slo).toBe('mine')
  expect((await answerBoard(board, source, EVALUATION)).values.slo).toBe('')
})

test('a large board asks only a few queries at once', async () => {
  const { source, most } = scripted()
  const targets = Array.from({ length: 30 }, (_, index) => target(String(index), `q${index}`, false))
  const { answers } = await answerBoard(
    viewBoard({ panels: [{ id: 1, type: 'timeseries', targets }] }),
    source,
    EVALUATION,
  )
  expect(answers.size).toBe(30)
  expect(most()).toBe(4)
})
