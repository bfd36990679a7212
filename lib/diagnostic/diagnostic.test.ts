import { describe, expect, test } from 'vitest'
import { diagnosticAt, hasErrors, renderDiagnostic, renderDiagnostics, type SourceFile } from './diagnostic.ts'

const problem = { severity: 'error', code: 'too-high', message: 'Cannot promise 101 %', help: 'Promise less.' } as const

function at(text: string, start: number, end: number) {
  const file: SourceFile = { path: 'slo/web.yaml', text }
  return diagnosticAt(file, [start, end], problem)
}

describe('renderDiagnostic()', () => {
  test('shows the place, the line, a caret under the mistake and what to do', () => {
    expect(renderDiagnostic(at('a: 1\nobjective: 101\n', 16, 19))).toBe(
      [
        'slo/web.yaml:2:12: error: Cannot promise 101 % [too-high]',
        '2 | objective: 101',
        '               ^^^',
        '    Promise less.',
      ].join('\n'),
    )
  })

  test('keeps tabs before the caret, so that it stands right at every tab width', () => {
    expect(renderDiagnostic(at('\tx: 101', 4, 7)).split('\n')[2]).toBe('    \t   ^^^')
  })

  test('a break that a message quotes begins no line, which would look like one of ours', () => {
    const quoted = { ...at('a: 1', 0, 1), message: 'Cannot use "x\n::error::y" as a' }
    expect(renderDiagnostic(quoted).split('\n')[0]).toBe(
      'slo/web.yaml:1:1: error: Cannot use "x ::error::y" as a [too-high]',
    )
  })

  test('nothing that a file says or is called is obeyed by a terminal', () => {
    const file: SourceFile = { path: 'a\u001b[2J\nb.yaml', text: 'a\u001b[1m: 1' }
    const said = { ...problem, message: 'Cannot use \u001b[31m', help: 'Did you mean \u001b[32m?' }
    const shown = renderDiagnostic(diagnosticAt(file, [0, 1], said))
    expect(shown).not.toMatch(/[^\P{Cc}\n]/u)
    expect(shown.split('\n')[0]).toBe('a\ufffd[2J b.yaml:1:1: error: Cannot use \ufffd[31m [too-high]')
  })

  test('cuts a line that is too long around the mistake', () => {
    const text = `${'x'.repeat(5000)}101${'y'.repeat(5000)}`
    const [, shown = '', carets = ''] = renderDiagnostic(at(text, 5000, 5003)).split('\n')
    expect(shown.length).toBeLessThan(250)
    expect(shown.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('101')
  })
})

test.each([
  ['past the end', 'a: 1', 99, 100, 1, 5],
  ['in an empty file', '', 0, 1, 1, 1],
  ['before a line break', 'a\nb', 1, 2, 1, 2],
  ['in a line that ends in CRLF', 'a: 1\r\nb: 2\r\n', 9, 10, 2, 4],
])('diagnosticAt() has a place %s', (_, text, start, end, line, column) => {
  expect(at(text, start, end)).toMatchObject({ line, column, length: 1 })
})

test('renderDiagnostics() puts files and lines in reading order and counts', () => {
  const text = 'one\ntwo\n'
  const warning = { ...at(text, 0, 3), severity: 'warning' as const }
  const rendered = renderDiagnostics([at(text, 4, 7), warning])
  expect(rendered.indexOf('1:1: warning')).toBeLessThan(rendered.indexOf('2:1: error'))
  expect(rendered).toMatch(/\n\n1 error, 1 warning\n$/)
  expect(renderDiagnostics([])).toBe('')
})

describe('of very many problems', () => {
  const text = 'x\n'.repeat(500)
  const problems = (severity: 'error' | 'warning', count: number, from: number) =>
    Array.from({ length: count }, (_, index) => ({ ...at(text, 2 * (from + index), 2 * (from + index) + 1), severity }))

  test('a hundred are shown, the errors first, and the others are counted', () => {
    const rendered = renderDiagnostics([...problems('warning', 150, 0), ...problems('error', 30, 400)])
    expect(rendered.match(/: error: /g)).toHaveLength(30)
    expect(rendered.match(/: warning: /g)).toHaveLength(70)
    expect(rendered.indexOf(':1:1: warning')).toBeLessThan(rendered.indexOf(':401:1: error'))
    expect(rendered).toMatch(/\n\n\+80 more warnings that are not shown\n\n30 errors, 150 warnings\n$/)
    expect(renderDiagnostics([...problems('warning', 1, 0), ...problems('error', 101, 1)])).toContain(
      '\n+1 more error, 1 more warning that are not shown\n',
    )
  })

  test('a hundred are all shown', () => {
    expect(renderDiagnostics(problems('error', 100, 0))).toMatch(/[^+]*\n\n100 errors\n$/)
    expect(renderDiagnostics(problems('error', 100, 0))).not.toContain('more')
  })
})

test('what a terminal would obey is not printed, and a message that quotes a whole file is cut', () => {
  const file: SourceFile = { path: 'a.yaml', text: 'a\u001b[2J\udce9b: 1' }
  const rendered = renderDiagnostic(
    diagnosticAt(file, [7, 8], { ...problem, message: `Unknown key "\u001b]0;${'k'.repeat(5000)}"` }),
  )
  const [head = '', source, caret = ''] = rendered.split('\n')
  expect(head.length).toBeLessThan(500)
  expect(head).toMatch(/^a\.yaml:1:8: error: Unknown key "\ufffd\]0;k+…k+" \[too-high\]$/)
  expect(source).toBe('1 | a\ufffd[2J\ufffdb: 1')
  expect(caret.indexOf('^')).toBe(4 + 6 + 1)
})

test('only errors forbid using the value', () => {
  expect(hasErrors([{ ...at('x', 0, 1), severity: 'warning' }])).toBe(false)
  expect(hasErrors([at('x', 0, 1)])).toBe(true)
})
