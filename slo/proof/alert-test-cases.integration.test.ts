import { readFile } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import { testRules } from '../../adapters/prometheus/promtool.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import { readExample } from '../definition/slo.testkit.ts'
import { renderRuleFile } from '../rules/output.ts'
import { rulesForSlo } from '../rules/rules.ts'
import { ruleTests } from './rule-tests.ts'

const path = 'slo/testdata/counters.yaml'
const { slos } = readExample({ path, text: await readFile(path, 'utf8') })

/** The test cases in which the changed rules below are noticed. */
const [YOUNG_OUTAGE, YOUNG_ERRORS] = [
  'an outage three minutes after the start',
  'five bad seconds in the first minutes',
]

/** The result of promtool for the test cases of one SLO that counts real events, or the one with this text in its name, with its rules changed. */
async function runTests(
  name: string,
  pace: 'fast' | 'slow',
  change: (rules: string) => string = rules => rules,
  testCase = '',
) {
  const slo = slos.find(one => one.name === name)
  if (slo === undefined) throw new Error(`${path} has no SLO "${name}"`)
  const rules = change(renderRuleFile(rulesForSlo(slo), { source: path, command: 'test' }))
  const file = ruleTests([slo], 'counters.rules.yaml').get(pace)
  const tests = file?.tests.filter(one => one.name.includes(testCase)) ?? []
  return {
    tests: tests.length,
    ...(await testRules({ name: 'counters.rules.yaml', text: rules }, renderYaml({ ...file, tests }))),
  }
}

/** Each is a minute of promtool alone; two programs beside it make it three. */
vi.setConfig({ testTimeout: 300_000 })

type Case = readonly [name: string, pace: 'fast' | 'slow', tests: number]

// `npm run slo -- test --input slo/testdata/counters.yaml` runs every case of every kind of query. These three differ most:
// errors and all by two queries, a ratio of good ones, and a bucket of a histogram.
const CASES: readonly Case[] = [
  ['requests', 'fast', 8],
  ['answers', 'fast', 8],
  ['fast', 'fast', 8],
]

/** The other kinds, and a slow one, which differs in numbers only, take minutes: they are for the night. */
const NIGHTLY: readonly Case[] = [
  ['jobs', 'fast', 8],
  ['fused', 'fast', 8],
  ['samples', 'fast', 8],
  ['gauge', 'fast', 8],
  ['strict', 'fast', 7],
  ['late', 'fast', 8],
  ['fast', 'slow', 5],
]

test.each([...CASES, ...(process.env.RULE_CASES === 'all' ? NIGHTLY : [])])(
  'the test cases of %s pass (%s)',
  async (name, pace, tests) => {
    expect(await runTests(name, pace)).toEqual({ tests, isGood: true, output: expect.stringContaining('SUCCESS') })
  },
)

test.each([
  [
    'a bucket that is not there',
    'fast',
    YOUNG_ERRORS,
    (rules: string) => rules.replaceAll('le=~"1(\\\\.0)?"', 'le="2"'),
  ],
  [
    'errors that are not counted',
    'answers',
    YOUNG_OUTAGE,
    (rules: string) => rules.replaceAll('outcome!="ok"', 'outcome="none"'),
  ],
] as const)('the test cases fail with %s', async (_, name, testCase, change) => {
  expect(await runTests(name, 'fast', change, testCase)).toMatchObject({ tests: 1, isGood: false })
})
