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

/** The generated stories of the first SLO against its rules, changed. */
async function storiesHold(change: (rules: string) => string): Promise<boolean> {
  if (slo === undefined) throw new Error('slo/web.yaml has no SLO')
  const rules = change(renderRuleFile(rulesForSlo(slo), { source: 'slo/web.yaml', command: 'test' }))
  const fast = ruleTests([slo], 'web.rules.yaml').get('fast')
  return (await testRules({ name: 'web.rules.yaml', text: rules }, renderYaml(fast))).isGood
}

// That the rules as they are keep every story is `npm run slo -- test`; these say that the stories would notice.
test.concurrent.each([
  ['a threshold that is ten times too low', (rules: string) => rules.replaceAll('> 14.4', '> 1.44')],
  [
    'a threshold that is twice too high',
    (rules: string) => rules.replaceAll('> 14.4', '> 28.8').replaceAll('> 6', '> 60'),
  ],
  [
    'a window label that survives into the alert',
    (rules: string) => rules.replaceAll('max without (sloth_window) (', 'max by (sloth_id, sloth_window) ('),
  ],
  [
    'a young service judged by the hour it has not lived',
    (rules: string) => rules.replace(/clamp_max\(\(time\(\) - [^)]*\) \/ 3600, 1\)/, '(0 * slo:sli_total:rate5m + 1)'),
  ],
  [
    'a short window that is as long as the long one',
    (rules: string) => rules.replaceAll('slo:sli_error:ratio_rate5m{', 'slo:sli_error:ratio_rate1h{'),
  ],
])('the stories notice %s', async (_, change) => {
  expect(await storiesHold(change)).toBe(false)
})

test('the stories hold for the rules as they are', async () => expect(await storiesHold(rules => rules)).toBe(true))
