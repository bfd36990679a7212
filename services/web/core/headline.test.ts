import { expect, test } from 'vitest'
import { board, figures, NOW, PROMISED, page } from './board.testkit.ts'
import type { Board } from './board.ts'
import { freshnessOf } from './freshness.ts'
import { headlineOf } from './headline.ts'
import type { Tone } from './standing.ts'

const nothingRead: Board = { ...board(), snapshot: undefined, definitions: [PROMISED] }
const old = { takenAt: '2026-02-05T12:03:10.000Z' }
const firing = { pages: { source: 'answering', pages: [page()] } } as const

test.each<[string, Tone, string, Board]>([
  ['all is well', 'good', 'Every promise is kept', board()],
  ['nothing was ever read', 'blind', 'Blind', nothingRead],
  ['the figures are old, however good they were', 'blind', 'Blind', board(old)],
  ['the figures are old, however bad they were', 'blind', 'Blind', board({ ...old, faultDomain: 'edge' })],
  ['no SLO was evaluated', 'blind', 'Blind', board({ slos: [] })],
  ['the prober says nothing', 'blind', 'Blind', board({ faultDomain: undefined })],
  ['the prober says a word nobody knows', 'blind', 'Blind', board({ faultDomain: 'fine' })],
  ['the prober distrusts itself', 'blind', 'Blind', board({ faultDomain: 'prober' })],
  ['an SLO has no data', 'blind', '1 of 2 promises without data', board({ slos: [figures(), PROMISED] })],
  ['a hop is broken', 'bad', 'The ingress is broken', board({ faultDomain: 'ingress' })],
  ['no hop can be named', 'warn', 'Probes fail, the place is not clear', board({ faultDomain: 'unknown' })],
  ['it burns fast', 'bad', '1 of 1 promise burning fast', board({ slos: [figures({ burnRate5m: 20 })] })],
  ['a budget is gone', 'bad', '1 of 1 error budget overspent', board({ slos: [figures({ budgetRemaining: -1 })] })],
  [
    'one burns and another is blind',
    'warn',
    '1 of 2 promises burning',
    board({ slos: [figures({ burnRate5m: 2 }), PROMISED] }),
  ],
  ['errors have stopped', 'warn', '1 of 1 promise recovering', board({ slos: [figures({ burnRate1h: 2 })] })],
  ['a page is still firing', 'warn', 'A page is firing', board({}, firing)],
])('when %s, the page opens %s with "%s…"', (_, tone, title, shown) => {
  expect(headlineOf(shown, freshnessOf(shown, NOW))).toMatchObject({ tone, title })
})

test('a broken hop says what it does to the promises', () => {
  const shown = board({
    faultDomain: 'edge',
    slos: [figures({ burnRate5m: 20 }), figures({ burnRate5m: 2 }), figures()],
  })
  expect(headlineOf(shown, freshnessOf(shown, NOW)).sentence).toBe('Of 3 promises: 1 burning fast, 1 burning.')
})
