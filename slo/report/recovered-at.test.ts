import { expect, test } from 'vitest'
import { recoveredAt } from './recovered-at.ts'

const MINUTE = 60_000
const at = (minutes: number | undefined) => (minutes === undefined ? undefined : minutes * MINUTE)

test.each<[what: string, lastError: number | undefined, faultEnd: number | undefined, since: number | undefined]>([
  ['of the fault that is over', 90, 89.9, 90],
  ['just now, and of the fault that is over', 99.9, 99.5, 99.9],
  ['just now, long after the last fault: another may have begun', 99.9, 80, undefined],
  ['just now, and of no fault', 99.9, undefined, undefined],
  ['a minute ago, and no fault was named for it', 99, undefined, 99],
  ['not known, and its fault is over', undefined, 95, 95],
  ['not known, as its fault is', undefined, undefined, undefined],
  ['of more than an hour ago', 39, 38, undefined],
])('the last error is %s', (_, lastError, faultEnd, since) => {
  expect(recoveredAt({ lastError: at(lastError), faultEnd: at(faultEnd), now: 100 * MINUTE })).toBe(at(since))
})
