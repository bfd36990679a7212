import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { testRules } from '../../adapters/prometheus/promtool.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import { EXAMPLE_PROBES } from '../definition/diagnostics/examples.ts'
import { parseSlos } from '../definition/parse.ts'
import { renderRuleFile } from '../rules/output.ts'
import { rulesForSlo } from '../rules/rules.ts'
import { ruleTests } from './rule-tests.ts'

const text = await readFile('slo/web.yaml', 'utf8')
const [slo] = parseSlos([{ path: 'slo/web.yaml', text }], EXAMPLE_PROBES).value.flatMap(({ slos }) => slos)

/** Whether the generated tests of the first SLO, or the one with this text in its name, pass with its rules changed. */
async function testsPass(change: (rules: string) => string, name = ''): Promise<boolean> {
  if (slo === undefined) throw new Error('slo/web.yaml has no SLO')
  const rules = change(renderRuleFile(rulesForSlo(slo), { source: 'slo/web.yaml', command: 'test' }))
  const fast = ruleTests([slo], 'web.rules.yaml').get('fast')
  const tests = fast?.tests.filter(one => one.name.includes(name)) ?? []
  expect(tests).not.toEqual([])
  return (await testRules({ name: 'web.rules.yaml', text: rules }, renderYaml({ ...fast, tests }))).isGood
}

/** What notices most: the whole course of an outage, and one of a young service. */
const [OUTAGE, YOUNG] = ['a full outage pages', 'an outage three minutes after the start']

// `npm run slo -- test` shows that the rules pass every test; here it is shown that the tests can fail.
test.concurrent.each([
  ['a threshold that is ten times too low', YOUNG, (rules: string) => rules.replaceAll('> 14.4', '> 1.44')],
  [
    'a threshold that is twice too high',
    YOUNG,
    (rules: string) => rules.replaceAll('> 14.4', '> 28.8').replaceAll('> 6', '> 60'),
  ],
  [
    'a window label that survives into the alert',
    YOUNG,
    (rules: string) => rules.replaceAll('max without (sloth_window) (', 'max by (sloth_id, sloth_window) ('),
  ],
  [
    'a young service judged by an hour that it does not cover',
    YOUNG,
    (rules: string) => rules.replace(/ \* slo:sli_coverage:ratio_rate1h\{[^}]*\}/, ''),
  ],
  [
    'a short window that is as long as the long one',
    OUTAGE,
    (rules: string) => rules.replaceAll('slo:sli_error:ratio_rate5m{', 'slo:sli_error:ratio_rate1h{'),
  ],
])('the test cases fail with %s', async (_, name, change) => {
  expect(await testsPass(change, name)).toBe(false)
})

test('the test cases pass with the rules as they are', async () => expect(await testsPass(rules => rules)).toBe(true))
