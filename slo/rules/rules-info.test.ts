import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sha256 } from '../../adapters/files/sha256.ts'
import { FLAVOURS } from '../definition/parse-context.ts'
import { readExample } from '../definition/slo.testkit.ts'
import { type GenerateOptions, generateFile } from './generate.ts'
import { rulesHashIn } from './rules-info.ts'

const TEXT = readFileSync('slo/testdata/shop.yaml', 'utf8')

function generated(text: string, changes: Partial<GenerateOptions>): string {
  const options = { flavour: 'leadline', form: 'rules', alerts: true, recordings: true, labels: {} } as const
  const whole: GenerateOptions = { ...options, command: 'test', sha256, ...changes }
  const made = generateFile(readExample({ path: 'shop.yaml', text }, whole.flavour), whole)
  if (!('text' in made)) throw new Error(made.problem)
  return made.text
}

const CASES = FLAVOURS.flatMap(flavour => (['rules', 'prometheus-rule'] as const).map(form => ({ flavour, form })))

test.each(CASES)('as $form of the flavour $flavour each file says which rules it has', ({ flavour, form }) => {
  const text = generated(TEXT, { flavour, form })
  expect(rulesHashIn(text)).toMatch(/^[0-9a-f]{16}$/)
  expect(generated(TEXT, { flavour, form })).toBe(text)
  const other = generated(TEXT.replace('objective: 99.9', 'objective: 99.8'), { flavour, form })
  expect(rulesHashIn(other)).not.toBe(rulesHashIn(text))
})

test('the hash is of the rules before it, not of the comment that says where they come from', () => {
  const text = generated(TEXT, {})
  expect(rulesHashIn(generated(TEXT, { command: 'another' }))).toBe(rulesHashIn(text))
  const groups = text.slice(text.indexOf('groups:\n') + 'groups:\n'.length, text.indexOf('  - name: rules-info'))
  expect(rulesHashIn(text)).toBe(sha256(groups).slice(0, 16))
})

test('a hash that YAML would read as a number is still a text', () => {
  const text = generated(TEXT, { sha256: () => '1234567890123456' })
  expect(text).toContain('hash: "1234567890123456"')
  expect(rulesHashIn(text)).toBe('1234567890123456')
})

test('a file of others says nothing', () => {
  expect(rulesHashIn('groups:\n  - name: rules-info\n    rules: []\n')).toBeUndefined()
})
