import { expect, test } from 'vitest'
import { diagnosticAt } from './diagnostic.ts'
import { formatDiagnostics } from './formats.ts'

const file = { path: 'slo/web.yaml', text: 'version: 1\nobjective: 101\n' }
const diagnostics = [
  diagnosticAt(file, [22, 25], {
    severity: 'error',
    code: 'too-high',
    message: 'Cannot promise 101 %',
    help: 'Less,\nplease',
  }),
  diagnosticAt(file, [9, 10], { severity: 'warning', code: 'odd', message: 'Odd' }),
]

test('json is a list in reading order, for programs', () => {
  expect(JSON.parse(formatDiagnostics(diagnostics, 'json'))).toEqual([
    { severity: 'warning', code: 'odd', message: 'Odd', file: 'slo/web.yaml', line: 1, column: 10, length: 1 },
    {
      severity: 'error',
      code: 'too-high',
      message: 'Cannot promise 101 %',
      help: 'Less,\nplease',
      file: 'slo/web.yaml',
      line: 2,
      column: 12,
      length: 3,
    },
  ])
})

test('github is a workflow command a line, with its special characters escaped', () => {
  expect(formatDiagnostics(diagnostics, 'github').split('\n')).toEqual([
    '::warning file=slo/web.yaml,line=1,col=10,endColumn=11,title=odd::Odd',
    '::error file=slo/web.yaml,line=2,col=12,endColumn=15,title=too-high::Cannot promise 101 %25. Less,%0Aplease',
    '',
  ])
})

test('sarif is one run with a result for each diagnostic', () => {
  const log = JSON.parse(formatDiagnostics(diagnostics, 'sarif'))
  expect(log.version).toBe('2.1.0')
  expect(log.runs[0].tool.driver.rules).toEqual([{ id: 'odd' }, { id: 'too-high' }])
  expect(log.runs[0].results[1]).toMatchObject({ ruleId: 'too-high', level: 'error' })
  expect(log.runs[0].results[1].locations[0].physicalLocation.region).toEqual({
    startLine: 2,
    startColumn: 12,
    endColumn: 15,
  })
})

const MANY = Array.from({ length: 130 }, () => structuredClone(diagnostics)).flat()

test('github says how many it leaves out, and json, for programs, leaves none of so many out', () => {
  const lines = formatDiagnostics(MANY, 'github').trimEnd().split('\n')
  expect(lines).toHaveLength(101)
  expect(lines.at(-1)).toBe('::notice::+30 more errors, 130 more warnings that are not shown')
  expect(JSON.parse(formatDiagnostics(MANY, 'json'))).toHaveLength(260)
})

test('json and sarif hold 5,000 problems, errors first, and say how many more there are', () => {
  const tooMany = Array.from({ length: 20 }, () => MANY.map(each => ({ ...each }))).flat()
  const listed = JSON.parse(formatDiagnostics(tooMany, 'json'))
  expect(listed).toHaveLength(5001)
  expect(listed.filter(({ code }: { code: string }) => code === 'too-high')).toHaveLength(2600)
  const closing = '+200 more warnings that are not shown'
  expect(listed.at(-1)).toMatchObject({ severity: 'warning', code: 'more-problems', message: closing, line: 1 })
  const [{ results }] = JSON.parse(formatDiagnostics(tooMany, 'sarif')).runs
  expect(results).toHaveLength(5001)
  expect(results.at(-1)).toMatchObject({ ruleId: 'more-problems', level: 'warning', message: { text: closing } })
})

test('github hands on nothing that a terminal obeys', () => {
  const odd = diagnosticAt({ path: 'a\u001b[2J.yaml', text: 'a' }, [0, 1], {
    severity: 'error',
    code: 'odd',
    message: 'Odd \u001b[31m',
  })
  expect(formatDiagnostics([odd], 'github')).toBe(
    '::error file=a\ufffd[2J.yaml,line=1,col=1,endColumn=2,title=odd::Odd \ufffd[31m\n',
  )
})
