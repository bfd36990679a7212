import { expect, test } from 'vitest'
import { parseSlosWith } from '../definition/parse.ts'
import { exampleContext } from '../definition/slo.testkit.ts'
import { firstAlert } from './alert-time.ts'
import { rulesForSlo } from './rules.ts'

/** An SLO of requests, what is said of it, and the expressions of its alerts. */
function read(objective: number, { offset = '', alerting = '{ name: Burns }' } = {}) {
  const sum = (matchers: string) => `'sum(rate(r${matchers}[{{.window}}]${offset}))'`
  const text = `version: prometheus/v1\nservice: shop\nslos:\n  - name: home\n    objective: ${objective}\n    sli: { events: { error_query: ${sum('{code="500"}')}, total_query: ${sum('')} } }\n    alerting: ${alerting}\n`
  const { value, diagnostics } = parseSlosWith([{ path: 'a.yaml', text }], exampleContext('leadline'))
  const [slo] = value.flatMap(({ slos }) => slos)
  if (slo === undefined) throw new Error('nothing was read')
  const rules = rulesForSlo(slo).flatMap(group => group.rules)
  const alerts = rules.flatMap(rule => ('alert' in rule ? [rule.expr] : [])).join('\n')
  return { slo, alerts, texts: rules.map(({ expr }) => expr).join('\n'), said: diagnostics }
}

test.each([
  [99.9, [], ['1h', '6h', '1d', '3d']],
  [93, ['page alert over 1h'], ['6h', '1d', '3d']],
  [83, ['page alert over 1h', 'page alert over 6h'], ['1d', '3d']],
  [60, ['page alert over 1h', 'page alert over 6h', 'ticket alert over 1d'], ['3d']],
])('at %s %% each pair that cannot fire is warned of and is not in the rules', (objective, unreachable, left) => {
  const { said, alerts } = read(objective)
  expect(said.map(({ severity, code }) => `${severity} ${code}`)).toEqual(
    unreachable.map(() => 'warning unreachable-alert'),
  )
  expect(said.map(({ message }) => /The (.*?) can never fire/.exec(message)?.[1])).toEqual(unreachable)
  const pairs = ['1h', '6h', '1d', '3d'].filter(long => alerts.includes(`slo:sli_coverage:ratio_rate${long}`))
  expect(pairs).toEqual(left)
})

test('first errors of what is read late are looked for as much earlier', () => {
  const { texts } = read(99.9, { offset: ' offset 1m' })
  expect(texts).toContain('r{code="500"} offset 6m')
  expect(texts).not.toContain('offset 4m')
})

test('an alert that waits comes so much later', () => {
  const [plain, waiting] = ['', ', for: 10m'].map(more => read(99.9, { alerting: `{ name: Burns${more} }` }).slo)
  if (plain === undefined || waiting === undefined) throw new Error('nothing was read')
  const after = (slo: typeof plain) => firstAlert(slo, 'page', 1, undefined) ?? Number.NaN
  expect(after(waiting) - after(plain)).toBe(600_000)
})
