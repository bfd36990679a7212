import { expect, test } from 'vitest'
import { describeError, stackOf } from './describe-error.ts'

test.each<[string, unknown, string]>([
  ['its message', new Error('no route'), 'no route'],
  ['its code and message', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED connect'],
  ['its code once', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), 'connect ECONNREFUSED'],
  ['its cause', new Error('fetch failed', { cause: new Error('reset') }), 'fetch failed: reset'],
  ['each address that failed', new AggregateError([new Error('::1'), new Error('127.0.0.1')]), '::1; 127.0.0.1'],
  ['the text that was thrown', 'boom', 'boom'],
])('an error is described by %s', (_, error, text) => {
  expect(describeError(error)).toBe(text)
})

test('a stack names the place and the cause with its own, and no other field of an error', () => {
  const cause = new TypeError('x is not a function')
  const text = stackOf(Object.assign(new Error('broken', { cause }), { token: 'secret' }))
  expect(text).toMatch(
    /^Error: broken\n {4}at .*describe-error\.test\.ts[\s\S]*caused by TypeError: x is not a function\n {4}at /,
  )
  expect(text).not.toContain('secret')
})
