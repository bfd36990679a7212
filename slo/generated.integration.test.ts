import { readdir } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { readSources } from '../adapters/files.ts'
import { runPromtool } from '../adapters/promtool.ts'
import { testSlo } from '../adapters/test-slo.ts'
import { readProbeCatalogue } from '../ci/probe-catalogue.ts'
import { parseSlos } from './parse.ts'

const generated = (await readdir('slo/generated')).filter(name => name.endsWith('.rules.yaml'))
const slos = parseSlos(await readSources('slo', '.yaml'), await readProbeCatalogue()).value.flatMap(file => file.slos)

test.each(generated)('promtool accepts %s', async name => {
  expect((await runPromtool(['check', 'rules', `slo/generated/${name}`])).output).toContain('SUCCESS')
})

describe('the generated tests hold', () => {
  test.concurrent.each(slos)('of $service-$name', async slo => {
    const { isGood, output, tests } = await testSlo(slo)
    expect(isGood, output).toBe(true)
    expect(tests).toBeGreaterThan(10)
  })
})
