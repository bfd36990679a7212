import { expect, test } from 'vitest'
import { diffBoards } from './diff.ts'

const panel = (id: number, title: string, expr: string, more: object = {}) => ({
  id,
  title,
  type: 'stat',
  gridPos: { w: 6, h: 4 },
  targets: [{ refId: 'A', expr }],
  fieldConfig: {
    defaults: {
      unit: 'short',
      thresholds: {
        steps: [
          { value: null, color: 'purple' },
          { value: 1, color: 'red' },
        ],
      },
    },
  },
  ...more,
})
const state = (panels: readonly object[], cost?: number) => ({
  boards: new Map([['leadline-home', { title: 'Home', refresh: '30s', panels }]]),
  costs: cost === undefined ? {} : { 'leadline-home': cost },
})

test('nothing is reported when nothing changed, or only the way a query is written', () => {
  const before = state([panel(1, 'Failing', 'sum(rate(x_total{a="b"}[5m]))')])
  const after = state([panel(1, 'Failing', 'sum (\n  rate( x_total{ a="b" }[5m] )\n)')])
  expect(diffBoards(before, after)).toBe('No dashboard changed.\n')
})

test('panels, queries, units, thresholds and costs are reported in words for a review', () => {
  const before = state([panel(1, 'Failing', 'sum(x)'), panel(2, 'Old', 'y')], 1000)
  const changed = panel(1, 'Failing', 'max(x)', {
    fieldConfig: {
      defaults: {
        unit: 's',
        thresholds: {
          steps: [
            { value: null, color: 'purple' },
            { value: 5, color: 'red' },
          ],
        },
      },
    },
  })
  const after = state([changed, panel(3, 'New', 'z')], 1500)
  expect(diffBoards(before, after)).toBe(
    [
      '## Dashboards',
      '',
      '### Home (`leadline-home`)',
      '',
      '- added **New** (stat)',
      '- removed **Old**',
      '- **Failing**',
      '  - query A: `sum(x)` → `max(x)`',
      '  - unit: short → s',
      '  - thresholds: base purple, 1 red → base purple, 5 red',
      '- cost of one load: 1000 → 1500 samples (+50 %)',
      '',
    ].join('\n'),
  )
})

test('a dashboard that was added or removed is one line', () => {
  const none = { boards: new Map<string, unknown>(), costs: {} }
  expect(diffBoards(none, state([panel(1, 'Failing', 'x')]))).toContain('- dashboard added, 1 panels')
  expect(diffBoards(state([]), none)).toContain('- dashboard removed')
})

/** What Grafana fills in when a link is followed. */
const filledIn = (name: string): string => `\${${name}}`

test.each<[string, object, object, string]>([
  [
    'what a link passes on',
    { links: [{ url: `/d/leadline-slo-detail?var-slo=${filledIn('__field.labels.sloth_id')}` }] },
    { links: [{ url: `/d/leadline-slo-detail?var-slo=${filledIn('__field.labels.slo')}` }] },
    'leads to: ',
  ],
  [
    'how series are named',
    { targets: [{ refId: 'A', expr: 'x', legendFormat: '{{sloth_id}}' }] },
    { targets: [{ refId: 'A', expr: 'x', legendFormat: '{{slo_name}}' }] },
    'names of series: {{sloth_id}} → {{slo_name}}',
  ],
])('%s is reported', (_, old, now, words) => {
  const before = state([panel(1, 'Failing', 'x', old)])
  const after = state([panel(1, 'Failing', 'x', now)])
  expect(diffBoards(before, after)).toContain(words)
})

test.each<[string, object, string]>([
  [
    'what a stat reduces to',
    { options: { reduceOptions: { calcs: ['mean'] } } },
    'options.reduceOptions.calcs[0]: nothing → "mean"',
  ],
  ['whether it is coloured', { options: { colorMode: 'none' } }, 'options.colorMode: nothing → "none"'],
  ['a shift of its time', { timeShift: '1d' }, 'timeShift: nothing → "1d"'],
  ['its transformations', { transformations: [{ id: 'limit' }] }, 'transformations[0].id: nothing → "limit"'],
  [
    'the step of a query',
    { targets: [{ refId: 'A', expr: 'x', interval: '1s' }] },
    'targets[0].interval: nothing → "1s"',
  ],
])('%s is reported by its path', (_, now, line) => {
  expect(diffBoards(state([panel(1, 'Failing', 'x')]), state([panel(1, 'Failing', 'x', now)]))).toContain(`  - ${line}`)
})

test('a field of the frame is reported by its path', () => {
  const framed = (frame: object) => ({
    boards: new Map([['leadline-home', { title: 'Home', panels: [], ...frame }]]),
    costs: {},
  })
  const text = diffBoards(framed({ timezone: 'utc' }), framed({ timezone: 'browser' }))
  expect(text).toContain('- timezone: "utc" → "browser"')
})
