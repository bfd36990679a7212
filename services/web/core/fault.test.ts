import { expect, test } from 'vitest'
import { readFault } from './fault.ts'

test.each<[unknown, unknown]>([
  [{ mode: 'none' }, { mode: 'none' }],
  [{ mode: 'errors' }, { mode: 'errors' }],
  [{ mode: 'errors', part: 1 }, { mode: 'errors' }],
  [
    { mode: 'errors', part: 0.03 },
    { mode: 'errors', part: 0.03 },
  ],
  [
    { mode: 'slow', delay: '2s' },
    { mode: 'slow', delay: 2000 },
  ],
  [
    { mode: 'slow', delay: '30s' },
    { mode: 'slow', delay: 30_000 },
  ],
])('%j is a fault', (body, fault) => {
  expect(readFault(body)).toEqual(fault)
})

test.each<[unknown, string]>([
  [undefined, 'Cannot use mode that is absent: it must be "none", "errors" or "slow"'],
  [{ mode: 'burn' }, 'Cannot use mode "burn": it must be "none", "errors" or "slow"'],
  [{ mode: 'slow' }, 'Cannot use delay that is absent: it must be a duration up to 30s, such as "2s"'],
  [{ mode: 'slow', delay: 2 }, 'Cannot use delay 2: it must be a duration up to 30s, such as "2s"'],
  [{ mode: 'slow', delay: '31s' }, 'Cannot use delay "31s": it must be a duration up to 30s, such as "2s"'],
  [{ mode: 'errors', part: 0 }, 'Cannot use part 0: it must be a number above 0 and at most 1, such as 0.03'],
  [{ mode: 'errors', part: '3%' }, 'Cannot use part "3%": it must be a number above 0 and at most 1, such as 0.03'],
  [{ mode: 'slow', delay: '0s' }, 'Cannot use delay "0s": it must be a duration up to 30s, such as "2s"'],
])('%j is refused with words', (body, problem) => {
  expect(readFault(body)).toBe(problem)
})
