import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { DIAGNOSTIC_ENTRIES } from './entries.ts'
import { diagnose } from './examples.ts'

const entries = Object.entries(DIAGNOSTIC_ENTRIES)

test.each(entries)('%s is what its bad example earns', (code, { bad, of }) => {
  const diagnostics = diagnose(bad, of)
  expect(diagnostics.map(diagnostic => diagnostic.code)).toContain(code)
  const lines = bad.split('\n')
  for (const { line, column, length, sourceLine } of diagnostics) {
    expect(sourceLine).toBe(lines[line - 1])
    // What is missing at the end of a line is pointed at just behind it.
    expect(column - 1 + length).toBeLessThanOrEqual(sourceLine.length + 1)
  }
})

test.each(entries)('%s is not said of its good example, nor anything else', (_, { good, of }) => {
  expect(diagnose(good, of)).toEqual([])
})

test('every code that the parser of SLOs reports has an entry', () => {
  const sources = ['slo', 'lib'].flatMap(folder =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(({ name }) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map(({ name, parentPath }) => path.join(parentPath, name))
      .filter(file => file !== path.join('lib', 'yaml', 'fields.ts'))
      .map(file => readFileSync(file, 'utf8')),
  )
  const reported = sources.flatMap(source =>
    [...source.matchAll(/(?:report|warn|complain)\(\s*'([a-z0-9-]+)',|code: '([a-z0-9-]+)'/g)].map(
      ([, called, named]) => called ?? named ?? '',
    ),
  )
  expect(reported.length).toBeGreaterThan(40)
  expect([...new Set(reported)].filter(code => DIAGNOSTIC_ENTRIES[code] === undefined)).toEqual([])
})
