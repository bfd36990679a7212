import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { main } from '../ci/report/report.ts'
import { runQuietly } from '../lib/command/command.testkit.ts'
import { EXIT } from '../lib/command/exit-codes.ts'

const GUIDE = readFileSync(path.resolve(import.meta.dirname, '../docs/report.md'), 'utf8')
const COMMANDS = [...GUIDE.matchAll(/^\$ npm run report(?: -- (.*))?$/gm)].map(([, words = '']) => words)
/** Nothing listens there, so nothing is written either. */
const NOWHERE = ['--prometheus', 'http://127.0.0.1:1']

test('the guide has commands', () => expect(COMMANDS.length).toBeGreaterThan(3))

test.each(COMMANDS)('npm run report -- %s is understood, and asks Prometheus', async words => {
  const { code, out, err } = await runQuietly(main, [...words.split(' ').filter(Boolean), ...NOWHERE])
  expect({ code, out }).toEqual({ code: EXIT.blind, out: '' })
  expect(err).toMatch(/^Cannot query the Prometheus at http:\/\/127\.0\.0\.1:1: .+\n$/)
})

test('every mistake is named at once', async () => {
  const wrong = await runQuietly(main, ['--since', '5m', '--format', 'pdf', '--sloo', 'web', '--prometheus', 'nowhere'])
  expect({ code: wrong.code, out: wrong.out }).toEqual({ code: EXIT.usage, out: '' })
  expect(wrong.err.split('\n\nSee ')[0]?.split('\n')).toEqual([
    '--sloo is not an option: did you mean --slo?',
    'Cannot use "5m" as --since: it must be a duration from 1h to 400d, such as 30d',
    'Cannot use "pdf" as --format: it must be one of md, html, json',
    'Cannot use "nowhere" as --prometheus: it must be an address such as http://127.0.0.1:17090',
  ])
})

test('every SLO that there is none of is named at once', async () => {
  const ids = ['--slo', 'web-edge-latenci', '--slo', 'shop', '--slo', 'web-edge-latency']
  const { code, err } = await runQuietly(main, [...ids, ...NOWHERE])
  expect(code).toBe(EXIT.usage)
  expect(err).toMatch(
    /^There is no SLO "web-edge-latenci": did you mean web-edge-latency\?\nThere is no SLO "shop": known are /,
  )
})
