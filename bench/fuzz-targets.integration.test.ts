import { expect, test } from 'vitest'
import { fuzzTargets } from './fuzz-targets.ts'

test('two thousand mutated answers, DNS packets and certificates end no probe by an exception of its own', async () => {
  expect(await fuzzTargets(2000, 0)).toEqual([])
}, 60_000)
