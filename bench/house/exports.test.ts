import { expect, test } from 'vitest'
import { exportUse } from './exports.ts'
import { parseSource } from './source.ts'

test('an export is unused when no other production file takes it, and it says who does', () => {
  const sources = [
    ['a.ts', 'export const used = 1, dead = 2, tested = 3, own = 4, lazy = 5, all = 6\nexport const more = own'],
    ['b.ts', "import { used, more as other } from './a.ts'\nconst { lazy } = await import('./a.ts')"],
    ['a.test.ts', "import { tested, dead as x } from './a.ts'"],
    ['c.ts', 'export interface Whole { readonly a: string }'],
    ['d.ts', "import * as c from './c.ts'"],
  ] as const
  const { exports, unused } = exportUse(sources.map(([file, text]) => parseSource(file, text)))
  expect(exports).toBe(8)
  expect(unused.map(({ text, unused: by }) => `${text}: ${by}`)).toEqual([
    'dead: by tests only',
    'tested: by tests only',
    'own: own file only',
    'all: dead',
  ])
})
