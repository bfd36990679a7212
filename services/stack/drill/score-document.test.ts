import { expect, test } from 'vitest'
import { seconds } from '../../../lib/duration.ts'
import { DRILLS } from './drills.ts'
import { noScore, type Score } from './score.ts'
import { renderScores } from './score-document.ts'

const OCCASION = { at: new Date('2026-02-05T12:00:00.000Z'), release: 'abc' }
const GOOD: Score = {
  name: 'edge-down',
  isGood: true,
  firstFailure: seconds(3),
  faultDomain: 'edge',
  namedAfter: seconds(8),
  pageAfter: seconds(62),
  pageDue: seconds(112),
  healedAfter: seconds(62),
  resolvedAfter: seconds(238),
  resolveDue: seconds(360),
  budgetSpent: 0.0213,
  silent: ['web-ingress-availability'],
  loud: [],
}

test('each drill has a row with what was seen, and what was promised', () => {
  expect(renderScores([GOOD], DRILLS, OCCASION)).toContain(
    '| `edge-down` | the edge is stopped; the ingress and the app go on | 3 s | edge after 8 s | 1 min 2 s | within 1 min 52 s | 3 min 58 s | within 6 min | 2.13 % | web-ingress-availability | yes |',
  )
})

test('a page that came later because probes were not counted says so', () => {
  const late = { ...GOOD, pageAfter: seconds(120), uncounted: seconds(20) }
  expect(renderScores([late], DRILLS, OCCASION)).toContain('| 2 min | within 1 min 52 s and 20 s not counted |')
})

test('a promise that was not kept, a page that should not have come and a drill that was not run are said', () => {
  const loud: Score = { ...noScore('one-replica-down'), pageDue: seconds(112), loud: ['home fails on app'] }
  const text = renderScores([GOOD, loud, noScore('slow-app')], DRILLS, OCCASION)
  expect(text).toContain('1 of 3 promises were kept on 2026-02-05 by release `abc`.')
  expect(text).toContain('- one-replica-down: home fails on app')
  expect(text).toMatch(/^\| `one-replica-down` .*\| none in 1 min 52 s \|.*\| no \|$/m)
  expect(text).toMatch(/^\| `slow-app` .*\| none \| none \| none \|.*\| unknown \|.*\| no \|$/m)
})
