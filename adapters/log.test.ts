import { expect, test } from 'vitest'
import { createLog, type LogFields } from './log.ts'

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

test('an error in a field is one line of text', () => {
  const error = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
  expect(JSON.parse(linesOf({ error })[0] ?? '')).toMatchObject({ error: 'ECONNREFUSED connect' })
})
