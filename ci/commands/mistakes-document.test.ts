import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { renderProbeDiagnostics, renderSiteDiagnostics } from './mistakes-document.ts'

/** Where the mistakes of a definitions file are reported. */
const FOLDERS = ['services/prober/definition', 'lib/yaml']
/** A thousand aliases, and bytes that no text holds. */
const NOT_SHOWN = ['too-many-aliases', 'not-utf8']

test('every code that the parser of probes reports stands in the reference', async () => {
  const sources = FOLDERS.flatMap(folder =>
    readdirSync(folder)
      .filter(name => /(?<!\.test|\.testkit)\.ts$/.test(name))
      .map(name => readFileSync(`${folder}/${name}`, 'utf8')),
  )
  const reported = sources.flatMap(source =>
    [...source.matchAll(/\b(?:report|complain)\(\s*'([a-z0-9-]+)',/g)].map(([, code = '']) => code),
  )
  expect(reported.length).toBeGreaterThan(20)
  const reference = await renderProbeDiagnostics()
  const missing = [...new Set(reported)].filter(code => !reference.includes(`\n## ${code}\n`))
  expect(missing.filter(code => !NOT_SHOWN.includes(code))).toEqual([])
})

test('every code of the site file, of its forms and of its images stands in the reference', async () => {
  const folder = 'k8s/site'
  const sources = readdirSync(folder)
    .filter(name => /(?<!\.test)\.ts$/.test(name))
    .map(name => readFileSync(`${folder}/${name}`, 'utf8'))
  const codes = sources.flatMap(source =>
    [...source.matchAll(/\b(?:report|warn)\(\s*'([a-z0-9-]+)',|\bcode: '([a-z0-9-]+)'/g)].map(
      ([, reported = '', named = '']) => reported + named,
    ),
  )
  expect(codes.length).toBeGreaterThan(25)
  const reference = await renderSiteDiagnostics()
  expect([...new Set(codes)].filter(code => !reference.includes(`\n## ${code}\n`))).toEqual([])
})
