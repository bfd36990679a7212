import { expect, test } from 'vitest'
import { type BudgetFacts, budgetPolicy, reasonInMessage } from './budget-policy.ts'

const FACTS: BudgetFacts = { left: 0.8, burn: 0.2, pages: [], unknown: undefined }
const PUSH = { reason: undefined, isFixOfLast: false, isRollback: false, rejectedSpans: [] }
const PAGE = { name: 'WebBurn', since: new Date('2026-11-29T10:00:00Z') }

test.each([
  [{}, 'OK', true, 'OK: 80 % of the error budget is left.'],
  [{ left: 0.2 }, 'LOW', true, 'LOW: little of an error budget is left (20 %).'],
  [{ burn: 4 }, 'LOW', true, 'LOW: a budget burns 4 times too fast.'],
  [{ left: 0 }, 'EXHAUSTED', false, 'EXHAUSTED: an error budget is spent (0 % left). A fix may go'],
  [{ pages: [PAGE] }, 'BURNING', false, 'BURNING: WebBurn fires. A fix may go'],
  [{ left: undefined }, 'UNKNOWN', true, 'UNKNOWN: the error budget is not known, so only the gate judges.'],
] as const)('with %j the budget is %s', (changes, state, isAllowed, says) => {
  const answer = budgetPolicy({ ...FACTS, ...changes }, PUSH)
  expect(answer).toMatchObject({ state, isAllowed, isStrict: state !== 'OK' })
  expect(answer.sentence).toContain(says)
})

test.each([{ reason: 'mends the login' }, { isFixOfLast: true }, { isRollback: true }])(
  'a spent budget does not stop %j',
  changes => {
    expect(budgetPolicy({ ...FACTS, left: -1 }, { ...PUSH, ...changes }).isAllowed).toBe(true)
  },
)

test('a page that began while a rejected release was under test blocks nothing, one that began after it does', () => {
  const until = (minute: number): readonly [Date, Date] => [
    new Date('2026-11-29T09:58:00Z'),
    new Date(`2026-11-29T10:0${minute}:00Z`),
  ]
  const page = { ...FACTS, pages: [{ ...PAGE, since: new Date('2026-11-29T10:02:00Z') }] }
  expect(budgetPolicy(page, { ...PUSH, rejectedSpans: [until(3)] })).toMatchObject({ state: 'OK', isAllowed: true })
  expect(budgetPolicy(page, { ...PUSH, rejectedSpans: [until(1)] })).toMatchObject({
    state: 'BURNING',
    isAllowed: false,
  })
})

test('the reason of a commit stands in its last paragraph', () => {
  expect(reasonInMessage('Mend the login\n\nRelease-Reason: fix\n')).toBe('fix')
  expect(reasonInMessage('Release-Reason: fix\n\nsays a text about trailers\n')).toBeUndefined()
  expect(reasonInMessage('Mend the login\n\nRelease-Reason:\n')).toBeUndefined()
})
