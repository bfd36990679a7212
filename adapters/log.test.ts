import { expect, test } from 'vitest'
import { createLog, describeError, type LogFields } from './log.ts'

function linesOf(fields: LogFields, common?: LogFields): string[] {
  const lines: string[] = []
  const now = () => new Date('2026-02-05T12:00:00Z')
  const log = createLog({ write: line => void lines.push(line), now, ...(common === undefined ? {} : { common }) })
  log.warn('probe failed', fields)
  return lines
}

test('a line is JSON with time, level and message first', () => {
  expect(linesOf({ path: 'edge' }, { instance: 'web-1' })).toEqual([
    '{"time":"2026-02-05T12:00:00.000Z","level":"warn","msg":"probe failed","instance":"web-1","path":"edge"}\n',
  ])
})

test('a field cannot hide the message, the level or the time', () => {
  const [line = ''] = linesOf({ msg: 'other', level: 'info', time: 'never' })
  expect(JSON.parse(line)).toMatchObject({ msg: 'probe failed', level: 'warn', time: '2026-02-05T12:00:00.000Z' })
})

test('a line break in a field stays inside its line', () => {
  expect(linesOf({ path: '/\n{"level":"error"}' })[0]?.trimEnd().split('\n')).toHaveLength(1)
})

test.each<[string, unknown, string]>([
  ['its message', new Error('no route'), 'no route'],
  ['its code and message', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED connect'],
  ['its code once', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), 'connect ECONNREFUSED'],
  ['its cause', new Error('fetch failed', { cause: new Error('reset') }), 'fetch failed: reset'],
  ['each address that failed', new AggregateError([new Error('::1'), new Error('127.0.0.1')]), '::1; 127.0.0.1'],
  ['the text that was thrown', 'boom', 'boom'],
])('an error is described by %s', (_, error, text) => {
  expect(describeError(error)).toBe(text)
  if (error instanceof Error) expect(JSON.parse(linesOf({ error })[0] ?? '')).toMatchObject({ error: text })
})
