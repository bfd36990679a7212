import { expect, test } from 'vitest'
import { runQuietly } from '../../../lib/command/command.testkit.ts'
import { judgeDenied } from '../checks.ts'
import { judgeRollout } from '../visitor.ts'
import { main } from './e2e.ts'

test('without a cluster it is skipped, and says so', async () => {
  const { code, out } = await runQuietly(main, [])
  expect({ code, out }).toEqual({ code: 0, out: 'skipped: no cluster (set KUBECONFIG)\n' })
})

const tally = (requests: number, failed = 0, releases: Readonly<Record<string, number>> = { first: requests }) => ({
  requests,
  answered: requests - failed,
  failed,
  failures: failed > 0 ? ['status 502'] : [],
  releases,
})

test.each([
  ['a failed request', tally(1300, 1, { first: 700, second: 600 }), '1 of 1200 requests failed: status 502'],
  ['too few requests', tally(300, 0, { first: 200, second: 100 }), 'only 200 requests in 30 s'],
  ['a new release that answers nothing', tally(1300), 'the release second answered none of 1200 requests'],
])('a rollout with %s is not good', (_, after, problem) => {
  expect(() => judgeRollout(tally(100), after, 30, 'second')).toThrow(problem)
})

test('a rollout whose every request is answered is good', () => {
  const after = tally(1300, 0, { first: 700, second: 600 })
  expect(judgeRollout(tally(100), after, 30, 'second')).toBe(
    '1200 requests in 30 s, none failed, 600 by the new release',
  )
})

const judgeStranger = (app: string) => judgeDenied({ app, closed: 'ECONNREFUSED', open: 'open' })

test.each([
  ['is let in', 'open', 'who may not ask the app is let in'],
  ['does not find the app by its name', 'ENOTFOUND', 'the app was not asked, so that nothing is shown (ENOTFOUND)'],
])('a stranger who %s shows no denied flow', (_, app, problem) => {
  expect(() => judgeStranger(app)).toThrow(problem)
})

test('a stranger whom only the app does not answer shows a denied flow', () => {
  expect(judgeStranger('ETIMEDOUT')).toBe('the app is closed to a stranger (ETIMEDOUT), whose other connections work')
})
