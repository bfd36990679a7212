import { expect, test } from 'vitest'
import { diagnosticAt } from '../../lib/diagnostic/diagnostic.ts'
import { withSourceLines } from './source-line.ts'

const stat = (title: string) => `function panel() {\n  return stat({\n    title: '${title}',\n  })\n}\n`
const code = [
  { path: 'dashboards/panels/clock.ts', text: stat('Time') },
  {
    path: 'dashboards/boards/home/home.ts',
    text: `import { board } from '../../panels/board.ts'\n${stat('Failing now')}`,
  },
  {
    path: 'dashboards/panels/board.ts',
    text: "import { clock } from './clock.ts'\nimport { a } from '../boards/app/app.ts'\n",
  },
  { path: 'dashboards/boards/probes/probes.ts', text: `${stat('Failing now')}${stat('Twice')}${stat('Twice')}` },
]

function helpOf(board: string, message: string): string | undefined {
  const problem = { severity: 'error', code: 'no-value', message, help: 'Say it.' } as const
  const found = diagnosticAt({ path: `dashboards/generated/leadline-${board}.json`, text: '{}' }, [0, 1], problem)
  return withSourceLines([found], code)[0]?.help
}

test.each([
  ['home', 'Failing now', 'dashboards/boards/home/home.ts:4'],
  ['probes', 'Failing now', 'dashboards/boards/probes/probes.ts:3'],
  ['home', 'Time', 'dashboards/panels/clock.ts:3'],
  ['probes', 'Twice', 'dashboards/boards/probes/probes.ts:8 or dashboards/boards/probes/probes.ts:13'],
])('on the dashboard %s the panel %s is written at %s', (board, panel, place) => {
  const help = helpOf(board, `dashboard “Any”, panel “${panel}”: it says nothing`)
  expect(help).toBe(`Say it. The panel is written at ${place}.`)
})

test.each([
  ['home', 'dashboard “Home”: no tag'],
  ['home', 'dashboard “Home”, panel “Made up”: it says nothing'],
  ['home', 'dashboard “Home”, panel “Twice”: it is on another dashboard'],
  ['gone', 'dashboard “Gone”, panel “Failing now”: it has no code'],
])('of %s, %s, no line is named', (board, message) => {
  expect(helpOf(board, message)).toBe('Say it.')
})
