import { expect, test } from 'vitest'
import { labelConstants } from './declared-labels.ts'
import { spelledLabels } from './labels.ts'
import { parseSource } from './source.ts'

const LABELS = new Set(['probe', 'path', 'phase', 'reason', 'release'])

const PROMQL = parseSource(
  'lib/promql.ts',
  `export function selector(name: string, matchers: Readonly<Record<string, Matcher>>): string { return name }
   export function by(...labels: readonly string[]): string { return '' }
   export function all(...sets: readonly Matchers[]): string { return '' }
   export function sumBy(labels: readonly string[], expr: string): string { return expr }`,
)
const IMPORT = `import { all, by, selector, sumBy } from '../lib/promql.ts'\n`

/** The labels found in a board with this code, as `label:line`; the code begins on line 2. */
function found(code: string): readonly string[] {
  const board = parseSource('dashboards/board.ts', IMPORT + code)
  return spelledLabels([PROMQL, board], LABELS).map(({ text, line, as }) => `${text} ${as} ${line}`)
}

test.each([
  ['a key of a selector', `selector('x', { probe: 'home', le: '1' })`, ['probe key 2']],
  ['a quoted key', `selector('x', { 'probe': 'home' })`, ['probe key 2']],
  ['a key that is a variable as well', `selector('x', { probe })`, ['probe key 2']],
  ['a key of a constant, by a spread', `const A = { probe: '' } as const\nselector('x', { ...A })`, ['probe key 2']],
  ['a key of what a function gives', `const of = () => ({ path: '' })\nselector('x', of())`, ['path key 2']],
  ['a list of labels', `sumBy(['probe', 'le'], 'x')`, ['probe name 2']],
  ['each of several labels', `by('le', 'probe', 'path')`, ['probe name 2', 'path name 2']],
  ['a key of each of several matchers', `all({ le: '' }, { probe: '' })`, ['probe key 2']],
  ['a label filled into a legend', `legend\`\${'probe'} · \${LABELS.path}\``, ['probe name 2']],
  ['a constant list of labels', `const by = ['phase']\nsumBy(by, 'x')`, ['phase name 2']],
  ['a list that holds nothing but labels', `['probe', 'path'].map(String)`, ['probe name 2', 'path name 2']],
  ['by (…) in a text', '`sum by (probe, le) (x)`', ['probe text 2']],
  ['group_left (…) in a text', "'a * on (x) group_left (release) b'", ['release text 2']],
  ['a matcher in a text', '\'x{le="1",probe=~"a|b"}\'', ['probe text 2']],
  ['a matcher whose value is filled in', `\`x{probe="\${name}"}\``, ['probe text 2']],
  ['a legend', "'{{probe}} · {{instance}}'", ['probe text 2']],
  ['a label of an alert', "'{{ $labels.path }} fails'", ['path text 2']],
  ['a label of a first value', '\'{{ . | first | label "reason" }}\'', ['reason text 2']],
  ['a tagged text', 'promql`sum by (probe) (x)`', ['probe text 2']],
  ['label_values', "'label_values(x_total, probe)'", ['probe text 2']],
  ['the labels of a rule', `const rule = { expr: '', labels: { probe: 'x' } }`, ['probe key 2']],
  ['a column', `const column = { label: 'probe', title: 'Probe' }`, ['probe name 2']],
  ['what a metric counts', `counter.inc({ reason }, 1)`, ['reason key 2']],
  ['what Prometheus answered', `answer.labels.probe`, ['probe read 2']],
])('%s is found', (_, code, labels) => expect(found(code)).toEqual(labels))

test.each([
  ['a computed key', `selector('x', { [LABELS.probe]: 'home' })`],
  ['a filled-in list', `\`sum by (\${LABELS.probe}) (x)\``],
  ['a filled-in matcher', `\`x{\${LABELS.probe}="a"}\``],
  ['a filled-in legend', `\`{{\${LABELS.probe}}}\``],
  ['a field of something else', `const probe = { path: '/', phase: 'wait' }\nask({ probe })`],
  ['a word in a sentence', `say('the probe on this path (reason unknown)')`],
  ['an attribute of a page', 'html`<form path="x" {{probe}}>`'],
  ['a field of a node', `node.probe + place.path`],
])('%s is not', (_, code) => expect(found(code)).toEqual([]))

test('a name that means itself in an outer scope ends the search', () => {
  expect(found('const labels = { ...labels, probe }')).toEqual(['probe key 2'])
})

test("another program's metrics have labels of their own", () => {
  const foreign = `import { KUBE } from './catalogue/kubernetes.ts'\n`
  const matched = `selector(KUBE.phase, { phase: 'Failed' })`
  const listed = `\`sum by (reason) (\${KUBE.reason})\``
  expect(found(foreign + matched)).toEqual([])
  expect(found(foreign + listed)).toEqual([])
  const declared = parseSource('dashboards/catalogue/kubernetes.ts', `export const LABELS = { phase: 'phase' }`)
  expect(spelledLabels([declared], LABELS)).toEqual([])
})

test('a contract declares labels, and may spell them', () => {
  const contract = parseSource(
    'services/prober/contract/labels.ts',
    `export const LABELS = { probe: 'probe' } as const`,
  )
  expect(labelConstants(contract)).toEqual(['probe'])
  expect(spelledLabels([contract], LABELS)).toEqual([])
})
