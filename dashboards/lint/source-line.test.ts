import { expect, test } from 'vitest'
import { diagnosticAt } from '../../lib/diagnostic.ts'
import { withSourceLines } from './source-line.ts'

const code = [
  { path: 'dashboards/home.ts', text: "function failing() {\n  return stat({\n    title: 'Failing now',\n  })\n}\n" },
]
const found = (message: string) =>
  diagnosticAt({ path: 'home.json', text: '{}' }, [0, 1], {
    severity: 'error',
    code: 'no-value',
    message,
    help: 'Say it.',
  })

test('a diagnostic about a panel names the line of code that has its title', () => {
  const [diagnostic] = withSourceLines([found('board “Home”, panel “Failing now”: it says nothing')], code)
  expect(diagnostic?.help).toBe('Say it. The panel is written at dashboards/home.ts:3.')
})

test('a diagnostic about a board, or about a panel whose title is made up, stays as it is', () => {
  const others = [found('board “Home”: no tag'), found('board “Home”, panel “Made up”: it says nothing')]
  expect(withSourceLines(others, code)).toEqual(others)
})
