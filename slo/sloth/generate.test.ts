import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../adapters/files/sha256.ts'
import type { ServiceSlos } from '../definition/parse.ts'
import type { DefinedSlo } from '../definition/placed.ts'
import { readExample } from '../definition/slo.testkit.ts'
import { type GenerateOptions, generateFile } from '../rules/generate.ts'
import { slothGroups } from './generate.ts'

const options: GenerateOptions = {
  flavour: 'sloth',
  form: 'auto',
  alerts: true,
  recordings: true,
  labels: {},
  command: 'npm run slo -- generate',
  sha256,
}

function file(name: string) {
  const path = `slo/testdata/${name}`
  return readExample({ path, text: readFileSync(path, 'utf8') }, 'sloth')
}

function generated(name: string, more: Partial<GenerateOptions> = {}): string {
  const result = generateFile(file(name), { ...options, ...more })
  return 'text' in result ? result.text : `problem: ${result.problem}`
}

test("two documents become one file, in sloth's groups and numbers", async () => {
  await expect(generated('shop.yaml')).toMatchFileSnapshot('../testdata/shop.sloth.yaml')
})

test('a Kubernetes resource becomes a PrometheusRule with its metadata', async () => {
  await expect(generated('shop-crd.yaml')).toMatchFileSnapshot('../testdata/shop-crd.sloth.yaml')
})

test('an SLO file becomes the resource that sloth reads, and means the same as it', () => {
  const resource = generated('shop.yaml', { form: 'sloth-crd' })
  const read = readExample({ path: 'crd.yaml', text: resource }, 'sloth')
  const groups = ({ documents }: ServiceSlos) =>
    documents.flatMap(({ slos }) => {
      return slos.map(({ slo, plugins }) => slothGroups({ ...slo, spec: 'prometheus/v1' }, plugins))
    })
  expect(groups(read)).toEqual(groups(file('shop.yaml')))
})

test('recordings, alerts and labels can be chosen', () => {
  expect(generated('shop.yaml', { alerts: false })).not.toContain('alert:')
  expect(generated('shop.yaml', { recordings: false })).not.toContain('record:')
  expect(generated('shop.yaml', { labels: { team: 'other' } })).toContain('team: other')
  expect(generated('shop.yaml', { alerts: false, recordings: false })).toMatch(/^problem: .* gives no rules at all/)
})

/** The first SLO of a text, with its plugins. */
function definedSlo(text: string): DefinedSlo {
  const [first] = readExample({ path: 'example.yaml', text }, 'sloth').documents.flatMap(({ slos }) => slos)
  if (first === undefined) throw new Error('the example has no SLO')
  return first
}

describe('SLO plugins', () => {
  const withPlugin = (id: string, config: string) => {
    const { slo, plugins } = definedSlo(
      [
        'version: prometheus/v1',
        'service: shop',
        'slos:',
        '  - name: checkout',
        '    objective: 99.9',
        '    labels: { tier: "1" }',
        `    plugins: { chain: [{ id: ${id}, config: ${config} }] }`,
        '    sli: { events: { error_query: "rate(e[{{.window}}])", total_query: "rate(t[{{.window}}])" } }',
        '    alerting: { name: Shop }',
      ].join('\n'),
    )
    return slothGroups(slo, plugins)
  }
  const rulesOf = (id: string, config: string) => {
    const result = withPlugin(id, config)
    return 'groups' in result ? result.groups.flatMap(({ rules }) => rules) : []
  }

  test('info_labels marks only the info series', () => {
    const marked = rulesOf('sloth.dev/contrib/info_labels/v1', '{ labels: { docs: wiki } }').filter(
      ({ labels }) => 'docs' in labels,
    )
    expect(marked.map(rule => ('record' in rule ? rule.record : rule.alert))).toEqual(['sloth_slo_info'])
  })

  test('remove_labels leaves own labels only on the info series', () => {
    const tiered = rulesOf('sloth.dev/contrib/remove_labels/v1', '{}').filter(({ labels }) => 'tier' in labels)
    expect(tiered.map(rule => ('record' in rule ? rule.record : rule.alert))).toEqual(['sloth_slo_info'])
  })

  test('rule_intervals sets an interval for each group', () => {
    const result = withPlugin('sloth.dev/contrib/rule_intervals/v1', '{ interval: { default: 5m, alert: 30s } }')
    expect('groups' in result && result.groups.map(({ interval }) => interval)).toEqual(['5m', '5m', '30s'])
  })

  test('error_budget_exhausted_alert adds its alert', () => {
    expect(rulesOf('sloth.dev/contrib/error_budget_exhausted_alert/v1', '{ threshold: 0.1 }').at(-1)).toMatchObject({
      alert: 'ErrorBudgetExhausted',
      expr: 'slo:period_error_budget_remaining:ratio{sloth_id="shop-checkout", sloth_service="shop", sloth_slo="checkout", tier="1"} <= 0.1',
      for: '5m',
    })
  })

  test('a chain that overrides the defaults makes only what it says', () => {
    const { slo } = definedSlo(
      'version: prometheus/v1\nservice: shop\nslos: [{ name: aa, objective: 9, sli: { events: { error_query: "rate(e[{{.window}}])", total_query: "rate(t[{{.window}}])" } }, alerting: { name: A } }]',
    )
    const uses = [{ id: 'sloth.dev/core/alert_rules/v1', priority: 0, config: undefined }]
    const result = slothGroups(slo, { overrideDefaults: true, uses })
    expect('groups' in result && result.groups.map(({ name }) => name)).toEqual(['sloth-slo-alerts-shop-aa'])
  })

  test.each([
    ['sloth.dev/contrib/info_labels/v1', '{}', 'it needs at least one label'],
    ['sloth.dev/contrib/rule_intervals/v1', '{}', 'it needs at least interval.default'],
    ['sloth.dev/contrib/error_budget_exhausted_alert/v1', '{ for: soon }', '"for" must be a duration, not "soon"'],
  ])('%s says what is wrong with %s', (id, config, problem) => {
    expect(withPlugin(id, config)).toEqual({ problem: `the SLO plugin "${id}": ${problem}` })
  })
})
