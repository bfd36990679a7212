import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { renderGeneratedYaml, renderYaml } from './writer.ts'

test('texts that YAML 1.1 would take for something else are quoted', () => {
  const value = { a: 'yes', b: 'off', c: '1', d: '12:30', e: 'plain' }
  expect(parse(renderYaml(value), { version: '1.1' })).toEqual(value)
  expect(renderYaml({ e: 'plain' })).toBe('e: plain\n')
})

test('a generated file says where it comes from and how to make it again', () => {
  expect(renderGeneratedYaml('a.yaml', 'npm run slo', { a: 1 })).toBe(
    '# Generated from a.yaml by `npm run slo`. Do not edit.\na: 1\n',
  )
})

test.each(['\u0085', '\u2028', '\u2029', '\u007f', '\u009b', '\ufeff', '\u0001'])(
  'what readers of YAML 1.1 take for a line break or refuse is written as an escape (%j)',
  character => {
    for (const text of [`a${character}b`, `a${character}b\nc ${character}\n`]) {
      const written = renderYaml({ text, [text]: [text] })
      expect(written).not.toContain(character)
      expect(parse(written)).toEqual({ text, [text]: [text] })
    }
  },
)
