import { expect, test } from 'vitest'
import { readOwnFamilies } from '../../tests/exposition.testkit.ts'
import { FAMILIES } from './contract/families.ts'
import { METRICS } from './contract/names.ts'
import { createMetrics } from './metrics.ts'

test('what the app exposes is what its contract declares', async () => {
  const exposed = await createMetrics('1', [{ pattern: '/', codes: [200] }]).expose()
  expect(readOwnFamilies(exposed)).toEqual(Object.values(FAMILIES))
})

test('every name in the list is declared, and no other', () => {
  expect(
    Object.values(FAMILIES)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.values(METRICS).sort())
})
