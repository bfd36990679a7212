import { describe, expect, test } from 'vitest'
import { newerThan } from './newer-syntax.ts'

const UNKNOWN = (name: string) => `1:1: parse error: unknown function with name "${name}"`

describe('a refusal is the parser’s own when the query uses what a newer one knows', () => {
  test.each([
    ['mad_over_time(x[5m])', UNKNOWN('mad_over_time'), 'mad_over_time()'],
    ['limitk(3, x)', '1:9: parse error: unexpected ","', 'limitk()'],
    ['{"http.requests"}', '1:2: parse error: unexpected string', 'names in quotes'],
    ['sum(frobnicate(x))', UNKNOWN('frobnicate'), undefined],
    ['rate(x)', '1:6: parse error: expected type range vector', undefined],
  ])('%s', (query, reason, newer) => {
    expect(newerThan(query, reason)).toBe(newer)
  })
})
