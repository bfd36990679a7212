import { expect, test } from 'vitest'
import { at } from '../../../../lib/json/path.ts'
import { leaseTime } from '../../../../lib/kubernetes/lease.ts'
import { lockDecision } from './lock.ts'

const NOW = new Date('2026-11-29T10:00:00Z')
const WISH = { namespace: 'leadline', holder: 'me', now: NOW }

function lease(changes: { readonly holder?: string; readonly renewed?: string; readonly format?: string } = {}) {
  const { holder = 'other', renewed = '2026-11-29T09:59:50.000000Z', format } = changes
  return {
    metadata: { resourceVersion: '7', annotations: format === undefined ? {} : { 'leadline/format': format } },
    spec: { holderIdentity: holder, renewTime: renewed, leaseDurationSeconds: 30, leaseTransitions: 3 },
  }
}

test('a lock that is not there is made, with times of six decimals', () => {
  const decision = lockDecision(undefined, WISH)
  expect(decision).toMatchObject({
    do: 'create',
    lease: { spec: { holderIdentity: 'me', renewTime: '2026-11-29T10:00:00.000000Z', leaseDurationSeconds: 30 } },
  })
  expect(leaseTime(new Date('2026-11-29T10:00:00.123Z'))).toBe('2026-11-29T10:00:00.123000Z')
})

test('a lock that another one renews is waited for, and taken over when it does not any more', () => {
  expect(lockDecision(lease(), WISH)).toMatchObject({ do: 'wait', holder: 'other' })
  const late = lockDecision(lease({ renewed: '2026-11-29T09:59:29.000000Z' }), WISH)
  expect(late).toMatchObject({ do: 'replace', from: 'other', lease: { metadata: { resourceVersion: '7' } } })
  expect('lease' in late && at(late.lease, 'spec', 'leaseTransitions')).toBe(4)
})

test('a lock that was not renewed while it was looked at is free, also where the clock was set back since', () => {
  const there = lease({ renewed: '2026-11-29T11:00:00.000000Z' })
  expect(lockDecision(there, WISH)).toMatchObject({ do: 'wait', renewal: '2026-11-29T11:00:00.000000Z' })
  expect(lockDecision(there, { ...WISH, still: '2026-11-29T11:00:00.000000Z' })).toMatchObject({ do: 'replace' })
  expect(lockDecision(there, { ...WISH, still: '2026-11-29T10:59:55.000000Z' })).toMatchObject({ do: 'wait' })
})

test('a lock that was released, or that is ours, is free', () => {
  expect(lockDecision(lease({ holder: '' }), WISH)).toMatchObject({ do: 'replace', from: '' })
  expect(lockDecision(lease({ holder: 'me' }), WISH)).toMatchObject({
    do: 'replace',
    from: '',
    lease: { spec: { leaseTransitions: 3 } },
  })
})

test('the lock of a newer deployer is left alone, also when it has expired', () => {
  const there = lease({ format: '2', renewed: '2020-01-01T00:00:00.000000Z' })
  expect(lockDecision(there, WISH)).toEqual({
    do: 'refuse',
    sentence:
      'The lock was written by a newer deployer (format 2, this one knows 1): deploy with that version, or a newer one.',
  })
})
