import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { testRules } from '../../adapters/prometheus/promtool.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import { readExample } from '../definition/slo.testkit.ts'
import { renderRuleFile } from '../rules/output.ts'
import { rulesForSlo } from '../rules/rules.ts'
import { ruleTests } from './rule-tests.ts'

const path = 'slo/testdata/counters.yaml'
const { slos } = readExample({ path, text: await readFile(path, 'utf8') })

/** What promtool says of the stories of one SLO that counts real events, told to its rules, changed. */
async function tell(name: string, pace: 'fast' | 'slow', change: (rules: string) => string = rules => rules) {
  const slo = slos.find(one => one.name === name)
  if (slo === undefined) throw new Error(`${path} has no SLO "${name}"`)
  const rules = change(renderRuleFile(rulesForSlo(slo), { source: path, command: 'test' }))
  const file = ruleTests([slo], 'counters.rules.yaml').get(pace)
  return {
    tests: file?.tests.length,
    ...(await testRules({ name: 'counters.rules.yaml', text: rules }, renderYaml(file))),
  }
}

// Each story of each kind of query is `npm run slo -- test --input slo/testdata/counters.yaml`; slow ones differ in numbers only.
test.concurrent.each([
  ['requests', 'fast', 8],
  ['jobs', 'fast', 8],
  ['answers', 'fast', 8],
  ['fast', 'fast', 8],
  ['fast', 'slow', 5],
  ['fused', 'fast', 8],
  ['samples', 'fast', 8],
  ['gauge', 'fast', 8],
  ['strict', 'fast', 7],
] as const)('the stories of %s hold (%s)', async (name, pace, tests) => {
  expect(await tell(name, pace)).toEqual({ tests, isGood: true, output: expect.stringContaining('SUCCESS') })
})

test.concurrent.each([
  ['a bucket that is not there', 'fast', (rules: string) => rules.replaceAll('le=~"1(\\\\.0)?"', 'le="2"')],
  ['errors that are not counted', 'answers', (rules: string) => rules.replaceAll('outcome="ok"', 'outcome=~".*"')],
] as const)('the stories notice %s', async (_, name, change) => {
  expect((await tell(name, 'fast', change)).isGood).toBe(false)
})
