import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderDiagnostic } from '../../lib/diagnostic/diagnostic.ts'
import { withFault } from '../../lib/lint/fixture.testkit.ts'
import { allBoards } from '../boards/boards.ts'
import { exampleContext } from '../context.testkit.ts'
import { generatedFiles, LOCK_FILE } from '../generated-files.ts'
import { parseQuery } from '../promql/parse.ts'
import { renderLintDocument } from './document.testkit.ts'
import { FAULTS } from './faults.testkit.ts'
import { lintFiles } from './lint.ts'
import { projectWorld } from './project-world.ts'
import { RULES } from './rules.ts'

const digest = () => '0123abcd'
const world = projectWorld(exampleContext)
const files = [...generatedFiles(allBoards(exampleContext), digest)]
  .filter(([name]) => name !== LOCK_FILE)
  .map(([path, text]) => ({ path, text }))

test('our dashboards keep every rule, without a waiver', () => {
  expect(lintFiles(files, 'ours', world).map(renderDiagnostic)).toEqual([])
})

describe('the bad fixture of a rule breaks that rule and no other', () => {
  test.each(RULES.map(rule => [rule.code] as const))('%s', async code => {
    const fixture = FAULTS[code]
    if (fixture === undefined) throw new Error(`the rule ${code} has no bad fixture`)
    const diagnostics = lintFiles(withFault(files, fixture), 'ours', world)
    expect(new Set(diagnostics.map(diagnostic => diagnostic.code))).toEqual(new Set([code, ...(fixture.also ?? [])]))
    const own = diagnostics.filter(diagnostic => diagnostic.code === code)
    const texts = own.map(({ message, help }) => `${message}\n  ${help}\n`)
    await expect(texts.join('\n')).toMatchFileSnapshot(`testdata/${code}.txt`)
  })
})

// All faults in one document: on a busy machine that takes its time.
test('every rule is explained, with what it says of its fault', { timeout: 180_000 }, async () => {
  await expect(renderLintDocument(files, world)).toMatchFileSnapshot('../../docs/dashboard-lint.md')
})

test('the alert that always fires needs a panel of its state, as it has no condition to draw', () => {
  const blinded = files.map(({ path, text }) => ({ path, text: text.replaceAll('Watchdog', 'Watchcat') }))
  const [found, ...more] = lintFiles(blinded, 'ours', world)
  expect(found).toMatchObject({ code: 'alert-parity', message: expect.stringContaining('the alert Watchdog (none)') })
  expect(more).toEqual([])
})

test('a diagnostic points at the value in the JSON that is wrong', () => {
  const text = '{\n  "title": "Latency",\n  "uid": "latency",\n  "refresh": "1s",\n  "panels": []\n}\n'
  const diagnostics = lintFiles([{ path: 'latency.json', text }], 'any', world)
  expect(diagnostics.map(renderDiagnostic)).toEqual([
    [
      'latency.json:4:14: error: dashboard “Latency”: it runs all its queries every 1s [refresh-fits]',
      '4 |   "refresh": "1s",',
      '                 ^^^^',
      '    Refresh every 10 s or less often.',
    ].join('\n'),
  ])
})

test('a file that is no dashboard is said to be none', () => {
  const text = '{"kind":"List"}'
  const [diagnostic] = lintFiles([{ path: 'list.json', text }], 'any', world)
  expect(diagnostic).toMatchObject({ code: 'not-a-dashboard', file: 'list.json', line: 1 })
})

test('a foreign dashboard is held only against the rules that fit all dashboards', () => {
  const [home] = files
  const json = JSON.parse(home?.text ?? '')
  const foreign = { ...json, uid: 'cLV5GDC', tags: [], editable: true, schemaVersion: 39 }
  const text = JSON.stringify(foreign)
  expect(lintFiles([{ path: 'foreign.json', text }], 'any', world)).toEqual([])
})

test('whatever JSON is called a dashboard, the linter answers and never throws', () => {
  const board = fc
    .jsonValue()
    .map(value => JSON.stringify({ title: 'Any', panels: [value], templating: { list: [value] } }))
  fc.assert(
    fc.property(fc.oneof(board, fc.string(), fc.json()), text => {
      const diagnostics = lintFiles([{ path: 'any.json', text }], 'ours', world)
      return diagnostics.every(({ line, column }) => line >= 1 && column >= 1)
    }),
    { numRuns: 200, examples: [['{"panels":[{"valueOf":false}],"toString":1}']] },
  )
})

test('any text in place of a query is read without a throw', () => {
  fc.assert(fc.property(fc.string(), text => void expect(() => parseQuery(text)).not.toThrow()))
})

/** What is said of our dashboards when in one of them a text is replaced everywhere. */
function saidWhen(board: string, from: string, to: string): readonly string[] {
  const broken = files.map(file => {
    if (file.path !== `leadline-${board}.json`) return file
    expect(file.text).toContain(from)
    return { ...file, text: file.text.replaceAll(from, to) }
  })
  return [...new Set(lintFiles(broken, 'ours', world).map(({ code, message }) => `${code}: ${message}`))]
}

/** Grafana's way of writing a part of what was clicked. */
const clicked = (part: string) => `\${__${part}}`

describe('a label that is wrong or missing is found wherever a dashboard names it', () => {
  test.each([
    [
      'home',
      clicked('field.labels.sloth_id'),
      clicked('field.labels.slo'),
      [
        'label-yielded: dashboard “Home”, panel “Error budget left”: a link takes the label “slo”, which no series of query A has',
        'label-yielded: dashboard “Home”, panel “Worst burn, 1 h”: a link takes the label “slo”, which no series of query A has',
      ],
    ],
    [
      'slo-overview',
      clicked('data.fields[\\"SLO\\"]'),
      clicked('field.labels.sloth_id'),
      [
        'label-yielded: dashboard “SLO overview”, panel “SLOs”: a link takes the label “sloth_id” from a table, whose cells have none',
        'label-yielded: dashboard “SLO overview”, panel “Burn rate by window”: a link takes the label “sloth_id” from a table, whose cells have none',
      ],
    ],
    [
      'slo-overview',
      clicked('data.fields[\\"SLO\\"]'),
      clicked('data.fields[\\"Slo\\"]'),
      [
        'names-exist: dashboard “SLO overview”, panel “SLOs”: a link takes the column “Slo”, which the panel does not show',
        'names-exist: dashboard “SLO overview”, panel “Burn rate by window”: a link takes the column “Slo”, which the panel does not show',
      ],
    ],
    [
      'cluster',
      'container_cpu_cfs_periods_total{namespace=~\\"$namespace\\",',
      'container_cpu_cfs_periods_total{',
      [
        'choice-heeded: dashboard “Cluster”, panel “CPU throttling”: “container_cpu_cfs_periods_total” is not matched on $namespace',
      ],
    ],
    [
      'release',
      '(app_release_info{job=~\\"app|web\\"} * time())',
      '(app_releases_info * time()))',
      [
        'annotation-queries: dashboard “Release”: the annotation “Deploys”: This PromQL is wrong from ")" on',
        'annotation-queries: dashboard “Release”: the annotation “Deploys”: “app_releases_info” is no series that is measured or recorded',
      ],
    ],
    [
      'slo-detail',
      '"definition": "label_values(sloth_slo_info, sloth_id)"',
      '"definition": "label_values(sloth_slo_info, sloth_slo)"',
      expect.arrayContaining([
        'choice-values: dashboard “SLO detail”: the variable $slo has another query than the one that is shown as its definition',
      ]),
    ],
    [
      'app',
      '{{kind}}',
      '{{instance}}',
      [
        'label-yielded: dashboard “App”, panel “Time in garbage collection”: the legend names “instance”, a label that no series of query A has',
      ],
    ],
    [
      'cluster',
      '"options": "CPU used"',
      '"options": "CPU"',
      [
        'names-exist: dashboard “Cluster”, panel “Requests, limits and quota by namespace”: a setting is for “CPU”, which the panel does not show',
      ],
    ],
    [
      'app',
      '&var-datasource=',
      '&datasource=',
      expect.arrayContaining([
        'links-carry: dashboard “App”, panel “Memory”: a link to “Cluster” loses the value of $datasource',
      ]),
    ],
  ])('%s: %s → %s', (board, from, to, said) => {
    expect(saidWhen(board, from, to)).toEqual(said)
  })
})
