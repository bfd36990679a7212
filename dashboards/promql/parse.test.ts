import { expect, test } from 'vitest'
import { normalised, parseQuery } from './parse.ts'
import { yieldedLabels } from './yielded-labels.ts'

test.each([
  ['brackets', `${'('.repeat(5000)}up${')'.repeat(5000)}`],
  ['operators', Array.from({ length: 5000 }, () => 'up').join(' + ')],
])('a query with thousands of nested %s is read as opaque', (_, expr) => {
  expect(parseQuery(expr)).toMatchObject({ isOpaque: true, brokenAt: undefined, selectors: [] })
  expect(() => yieldedLabels(expr, () => [])).not.toThrow()
  expect(normalised(expr)).toBe(expr)
})
