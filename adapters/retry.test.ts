import { expect, test } from 'vitest'
import type { JsonAnswer } from './http.ts'
import { askWithRetry } from './retry.ts'

const TURNED_AWAY: JsonAnswer = { kind: 'answered', status: 429, body: {} }

test.each<[string, JsonAnswer]>([
  ['a good answer', { kind: 'answered', status: 200, body: {} }],
  ['another refusal', { kind: 'answered', status: 503, body: {} }],
  ['no answer', { kind: 'unanswered', problem: 'gone' }],
])('%s is taken at once', async (_, answer) => {
  let asked = 0
  const ask = async () => {
    asked += 1
    return answer
  }
  expect(await askWithRetry(ask)).toBe(answer)
  expect(asked).toBe(1)
})

test('a request that is turned away is retried until its caller gives up', async () => {
  const controller = new AbortController()
  let asked = 0
  const ask = async () => {
    asked += 1
    if (asked === 2) controller.abort()
    return TURNED_AWAY
  }
  expect(await askWithRetry(ask, controller.signal)).toBe(TURNED_AWAY)
  expect(asked).toBe(2)
})
