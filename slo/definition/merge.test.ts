import { expect, test } from 'vitest'
import { parseSlosWith } from './parse.ts'
import { FLAVOURS } from './parse-context.ts'
import { exampleContext, readExample } from './slo.testkit.ts'

/** A file whose SLOs share what stands under `x-base`. */
function shared(base: string, entries: readonly string[]): string {
  return [
    'version: prometheus/v1',
    'service: shop',
    'x-base: &base',
    `  ${base}`,
    '  sli: { events: { error_query: "sum(rate(a[{{.window}}]))", total_query: "sum(rate(b[{{.window}}]))" } }',
    '  alerting: { name: A }',
    'slos:',
    ...entries.map(entry => `  - { ${entry} }`),
    '',
  ].join('\n')
}

test.each(FLAVOURS)('`<<` takes over the keys of an anchor, and an own key wins (%s)', flavour => {
  const text = shared('objective: 99', ['<<: *base, name: aa', 'name: bb, objective: 99.5, <<: *base'])
  const { slos } = readExample({ path: 'a.yaml', text }, flavour)
  expect(slos.map(({ name, objectivePercent }) => [name, objectivePercent])).toEqual([
    ['aa', 99],
    ['bb', 99.5],
  ])
  expect(parseSlosWith([{ path: 'a.yaml', text }], exampleContext(flavour)).diagnostics).toEqual([])
})

test('of several sources the first wins, and a merge may have merged itself', () => {
  const text = shared('objective: 99', ['name: aa, <<: *base, labels: { <<: [*two, *one] }']).replace(
    'x-base:',
    'x-one: &one { a: "1", b: "1" }\nx-two: &two { <<: *one, b: "2" }\nx-base:',
  )
  expect(readExample({ path: 'a.yaml', text }).slos[0]?.labels).toEqual({ a: '1', b: '2' })
})

test('a mistake in what is merged is reported once, where it is written', () => {
  const text = shared('objetive: 99', ['<<: *base, name: aa, objective: 99', '<<: *base, name: bb, objective: 99'])
  expect(places(text)).toEqual(['4:3 unknown-key'])
})

test('a key that is written twice is still one too many, and a merged one is not', () => {
  expect(places(shared('objective: 99', ['<<: *base, name: aa, objective: 98, objective: 97']))).toEqual([
    '8:43 duplicate-key',
  ])
})

test.each([
  ['*bsae', '8:11 unresolved-alias'],
  ['[*base, 5]', '8:19 bad-merge'],
  ['text', '8:11 bad-merge'],
])('<<: %s is told at its place', (source, expected) => {
  const found = places(shared('objective: 99', [`<<: ${source}, name: aa, objective: 99, sli: {}`]))
  expect(found[0]).toBe(expected)
})

test('what contains its own alias is refused, not followed', () => {
  expect(places(shared('objective: 99', ['<<: *base, name: aa, labels: &l { <<: *l, a: b }']))).toEqual([
    '8:45 unresolved-alias',
  ])
})

test('an alias of nothing is not a missing key as well', () => {
  expect(places(shared('objective: 99', ['<<: *base, name: *nobody']))).toEqual(['8:24 unresolved-alias'])
})

test('an anchor ends with its document', () => {
  const text = `x: &a shop\n---\n${shared('objective: 99', ['<<: *base, name: aa']).replace('service: shop', 'service: *a')}`
  expect(places(text)).toContain('4:10 unresolved-alias')
})

test('merges of merges do not grow beyond memory', () => {
  const keys = Array.from({ length: 500 }, (_, i) => `k${i}: 1`).join(', ')
  const merges = Array.from({ length: 200 }, (_, i) => `x-${i}: { <<: *wide, own${i}: 1 }`).join('\n')
  const text = shared('objective: 99', ['<<: *base, name: aa']).replace(
    'x-base',
    `x-wide: &wide { ${keys} }\n${merges}\nx-base`,
  )
  expect(places(text)[0]).toMatch('too-many-aliases')
})

function places(text: string): readonly string[] {
  const { diagnostics } = parseSlosWith([{ path: 'a.yaml', text }], exampleContext('leadline'))
  return diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`)
}
