import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { provenanceOf } from '../../lib/yaml/provenance.ts'
import type { RuleGroup } from '../core/rule-group.ts'
import { prometheusRuleOf, renderGroups, renderRuleFile } from './output.ts'

const from = { source: 'slo/a.yaml', command: 'npm run slo' }
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('a\n  b\n', 'x > 1\nor\ny', '', '\n', ' a\nb'),
)
const labels = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 8 }).filter(key => key !== '__proto__'),
  text,
  { maxKeys: 4 },
)
const rule = fc.oneof(
  fc.record({ record: text, expr: text, labels }),
  fc.record({ alert: text, expr: text, for: fc.constant('5m'), labels, annotations: labels }),
)
const group = fc.record({ name: text, rules: fc.array(rule, { minLength: 1, maxLength: 3 }) })

/** What YAML should parse to: a last line break of an expression means nothing, and empty mappings are left out. */
function expected(groups: readonly RuleGroup[]) {
  return groups.map(({ rules, ...rest }) => ({
    ...rest,
    rules: rules.map(one => {
      const plain = { ...one, expr: one.expr.replace(/\n$/, '') }
      return Object.fromEntries(
        Object.entries(plain).filter(([, value]) => typeof value === 'string' || Object.keys(value).length > 0),
      )
    }),
  }))
}

test('every rule file is read back as the rules it was written from', () => {
  fc.assert(
    fc.property(fc.array(group, { maxLength: 3 }), groups => {
      expect(parse(renderRuleFile(groups, from), { version: '1.1' })).toEqual({ groups: expected(groups) })
      const resource = parse(
        prometheusRuleOf(renderGroups(groups, '    '), { name: 'web', labels: {}, annotations: {} }, from),
      )
      expect(resource.spec.groups).toEqual(expected(groups))
    }),
    { numRuns: 300, seed: 1 },
  )
})

test('an expression of several lines with a separator of lines in a text is quoted: YAML 1.1 would break the line there', () => {
  const rules = [{ record: 'a', expr: 'x{a="b\u2028c"}\nor\ny', labels: {} }]
  expect(renderRuleFile([{ name: 'g', rules }], from)).toContain('expr: "x{a=\\"b\\u2028c\\"}\\nor\\ny"')
})

test('the header names the source and the command, and labels are in order', () => {
  const rendered = renderRuleFile(
    [{ name: 'g', rules: [{ record: 'r', expr: '1', labels: { b: '2', a: '1' } }] }],
    from,
  )
  expect(rendered).toBe(
    '# Generated from slo/a.yaml by `npm run slo`. Do not edit.\n' +
      'groups:\n  - name: g\n    rules:\n      - record: r\n        expr: "1"\n        labels:\n          a: "1"\n          b: "2"\n',
  )
})

test('a generated file names its source, and no other file does', () => {
  expect(provenanceOf(renderRuleFile([], from))).toEqual(from)
  expect(provenanceOf('groups: []\n')).toBeUndefined()
  expect(provenanceOf(`\n${renderRuleFile([], from)}`)).toBeUndefined()
})
