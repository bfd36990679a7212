import { expect, test } from 'vitest'
import { folderPairs, importsOf } from './imports.ts'
import { parseSource } from './source.ts'

test('imports of all forms are found, with the names that they take', () => {
  const text = `import yaml from 'yaml'
import { a, type B } from './x.ts'
import * as all from '../y.ts'
export { c } from './z/c.ts'
const { d } = await import('./lazy.ts')
const e = (await import('./lazy.ts')).e
import('./unknown.ts').then(run)
type F = import('./type.ts').F`
  const found = importsOf(parseSource('slo/core/file.ts', text))
  expect(found.map(({ target, names }) => [target, names])).toEqual([
    ['slo/core/x.ts', ['a', 'B']],
    ['slo/y.ts', undefined],
    ['slo/core/z/c.ts', ['c']],
    ['slo/core/lazy.ts', ['d']],
    ['slo/core/lazy.ts', ['e']],
    ['slo/core/unknown.ts', undefined],
    ['slo/core/type.ts', undefined],
  ])
})

test('two folders are a pair when files of both import the other', () => {
  const sources = [
    parseSource('lint/run.ts', "import { rule } from './rules/one.ts'"),
    parseSource('lint/rules/one.ts', "import type { Rule } from '../rule.ts'\nimport { x } from '../../lib/x.ts'"),
    parseSource('lib/x.ts', "import { y } from './y.ts'"),
  ]
  expect(folderPairs(sources).map(({ folders, there, back }) => [folders, there.length, back.length])).toEqual([
    [['lint', 'lint/rules'], 1, 1],
  ])
})
