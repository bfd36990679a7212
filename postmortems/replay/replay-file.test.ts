import { expect, test } from 'vitest'
import { milliseconds, minutes, seconds } from '../../lib/duration.ts'
import { readFirings } from './replay-file.ts'
import { LEAD, promtoolInput, scrapesUntil } from './samples.ts'

test.each<readonly [readonly (number | undefined)[], string]>([
  [[], ''],
  [[1], '1'],
  [[0, 1, 2, 3], '0+1x3'],
  [[5, 5, 5, 3, 1, -1], '5+0x2 3-2x2'],
  [[undefined, undefined, 4, 4], '_x2 4+0x1'],
  [[4, 4, undefined, undefined, undefined, 4], '4+0x1 stale _x2 4'],
  [[4, undefined, 4], '4 stale 4'],
])('%j is written as %s', (values, text) => {
  expect(promtoolInput({ metric: 'm', labels: { a: 'b' }, values })).toEqual({ series: 'm{a="b"}', values: text })
})

test('scrapes begin with the lead, and the start is one of them', () => {
  const scrapes = scrapesUntil(seconds(30))
  expect(scrapes[0]).toBe(-LEAD)
  expect(scrapes.slice(-3)).toEqual([0, 15_000, 30_000])
})

/** What promtool prints of expressions that have values and should have none. */
const printed = (entries: readonly (readonly [time: string, got: string])[], always = 'expr: "vector(1)", time: 0s,') =>
  `Unit Testing:  test.yaml\n  FAILED:\n    ${always}\n        exp: nil\n        got: {} 1E+00\n${entries
    .map(
      ([time, got]) =>
        `\n    expr: "ALERTS{alertstate=\\"firing\\"}", time: ${time},\n        exp: nil\n        got: ${got}\n`,
    )
    .join('')}`

const alert = (name: string, pod = 'a') => `{__name__="ALERTS", alertname="${name}", pod="${pod}"} 1E+00`

test('an alert fires from its first evaluation to the first one without it, and may come again', () => {
  const text = printed([
    ['15m', alert('A')],
    ['15m15s', `${alert('A')}, ${alert('B', 'say \\"b\\"')}`],
    ['15m45s', alert('B', 'say \\"b\\"')],
    ['16m', alert('A')],
  ])
  expect(readFirings(text, scrapesUntil(minutes(1)))).toEqual([
    { labels: expect.objectContaining({ alertname: 'A' }), from: 0, to: 30_000 },
    { labels: expect.objectContaining({ alertname: 'B', pod: 'say "b"' }), from: 15_000, to: 30_000 },
    { labels: expect.objectContaining({ alertname: 'B' }), from: 45_000, to: 60_000 },
    { labels: expect.objectContaining({ alertname: 'A' }), from: 60_000, to: undefined },
  ])
})

test('nothing fires where promtool says so, and an answer of something else is none', () => {
  const scrapes = scrapesUntil(milliseconds(0))
  expect(readFirings(printed([]), scrapes)).toEqual([])
  expect(readFirings(printed([], ''), scrapes)).toBeUndefined()
  expect(readFirings('  SUCCESS\n', scrapes)).toBeUndefined()
  expect(readFirings('FAILED:\nparse error', scrapes)).toBeUndefined()
})
