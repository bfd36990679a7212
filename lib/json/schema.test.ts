import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDuration } from '../duration.ts'
import { DURATION_PATTERN } from './schema.ts'

const PART = fc.tuple(
  fc.constantFrom('0', '1', '05', '20', ''),
  fc.constantFrom('y', 'w', 'd', 'h', 'm', 's', 'ms', '', 'x'),
)

test('editors and the parser take the same texts for a duration', () => {
  const pattern = new RegExp(DURATION_PATTERN, 'u')
  fc.assert(
    fc.property(fc.array(PART, { maxLength: 4 }), parts => {
      const text = parts.flat().join('')
      expect(pattern.test(text), text).toBe((parseDuration(text) ?? 0) > 0)
    }),
    { numRuns: 2000 },
  )
})
