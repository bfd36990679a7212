import { expect, test } from 'vitest'
import { bad, type Examined, good } from './fact.ts'
import { renderExamined } from './report.ts'

const examined = (id: string, finding: Examined['finding']): Examined => ({ id, part: 'here', finding })

test('a command is one line, however long, and several are a line each', () => {
  const command = `kubectl ${'x '.repeat(100)}end`
  const text = renderExamined([examined('a', bad('missing', `${command}\nanother`))])
  expect(text).toContain(`→ ${command}\n`)
  expect(text).toMatch(/^ +→ another$/m)
  expect(text).toMatch(new RegExp(`^Next: ${command}$`, 'm'))
})

test('what comes from outside cannot move the cursor or write lines of its own', () => {
  const text = renderExamined([
    examined('a', bad('\u001b[2Jbad\n  good  all', '\u001b[31mred')),
    examined('b', good('\rx')),
  ])
  expect(text).not.toContain('\u001b')
  expect(text).not.toContain('\r')
  expect(text).not.toMatch(/^ {2}good {2}all/m)
})

test('facts that are not reached stand below the first cause, and in no line of their own', () => {
  const text = renderExamined([
    examined('a', bad('down', 'start it')),
    examined('b', { state: 'unreached', cause: 'a' }),
    examined('c', { state: 'unreached', cause: 'a' }),
  ])
  expect(text).toBe(
    [
      'Here',
      '  MEND         a  down',
      '                  → start it',
      '                  not reached before that: b, c',
      '',
      '0 good, 1 to mend, 2 not reached',
      'Next: start it',
      '',
    ].join('\n'),
  )
})
