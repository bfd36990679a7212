import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { modulesBehind } from './module-graph.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-graph-'))
  mkdirSync(path.join(folder, 'deep'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(file: string, ...lines: readonly string[]): void {
  writeFileSync(path.join(folder, file), `${lines.join('\n')}\n`)
}

test('a file is found whichever way it is named, and one that only gives types is not loaded', () => {
  write(
    'main.ts',
    "import type { Gone } from './types.ts'",
    "import fs from 'node:fs'",
    'import { a,',
    "  type B } from './deep/a.ts'",
    "import './effect.ts'",
    "const late = await import('./late.ts')",
    "const thread = new Worker(new URL('./thread.ts', import.meta.url))",
  )
  write(
    'deep/a.ts',
    "export { b } from '../b.ts'",
    "export type { Gone } from '../types.ts'",
    "export * from '../c.ts'",
  )
  for (const file of ['effect.ts', 'late.ts', 'thread.ts', 'b.ts', 'c.ts', 'types.ts']) write(file, 'export {}')
  expect(modulesBehind(['main.ts'], folder)).toEqual([
    'b.ts',
    'c.ts',
    'deep/a.ts',
    'effect.ts',
    'late.ts',
    'main.ts',
    'thread.ts',
  ])
})

test('files that import each other are each found once', () => {
  write('a.ts', "import './b.ts'")
  write('b.ts', "import './a.ts'")
  expect(modulesBehind(['a.ts', 'b.ts'], folder)).toEqual(['a.ts', 'b.ts'])
})
