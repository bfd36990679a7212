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

test('only errors forbid using the value', () => {
  expect(hasErrors([{ ...at('x', 0, 1), severity: 'warning' }])).toBe(false)
  expect(hasErrors([at('x', 0, 1)])).toBe(true)
})
