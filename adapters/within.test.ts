import { expect, test } from 'vitest'
import { hours, milliseconds } from '../lib/duration.ts'
import { within } from './within.ts'

test('what is there in time is given, and a failure in time is one', async () => {
  expect(await within(Promise.resolve(1), hours(1), 2)).toBe(1)
  await expect(within(Promise.reject(new Error('failed')), hours(1), 2)).rejects.toThrow('failed')
})

test('for what never comes the other value is given', async () =>
  expect(await within(new Promise(() => undefined), milliseconds(5), 2)).toBe(2))
