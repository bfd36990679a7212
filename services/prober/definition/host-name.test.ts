import { expect, test } from 'vitest'
import { hostProblem } from './host-name.ts'

const LABEL = 'a'.repeat(63)
const NAME = `${LABEL}.${LABEL}.${LABEL}.${'a'.repeat(61)}`

test.each([
  'a',
  'example.org',
  'example.org.',
  'a_b.test',
  'café.test',
  '127.0.0.1',
  '::1',
  '[::1]',
  LABEL,
  NAME,
  `${NAME}.`,
])('%s can be a host', name => expect(hostProblem(name)).toBeUndefined())

test.each(['', '.', 'a..b', '.a', 'a..', '*.test', `${LABEL}a`, `${NAME}a`, `${'é'.repeat(60)}.test`])(
  '%s can be none',
  name => expect(hostProblem(name)).toMatch(/^[^\n]+\.$/),
)
