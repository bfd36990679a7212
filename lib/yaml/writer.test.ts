import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { provenanceOf } from './provenance.ts'
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

test.each(['a\nb: 1.yaml', 'a\u001b[31m.yaml', 'a\u2028.yaml', 'a\u202e.yaml', 'a\u0085.yaml', '\ud800.yaml'])(
  'the name of a file ends no comment and says nothing to a terminal (%j)',
  source => {
    const [line = '', ...rest] = renderGeneratedYaml(source, 'npm run slo', { a: 1 }).split('\n')
    expect(rest).toEqual(['a: 1', ''])
    expect(line).not.toMatch(/[^\P{Cc}]|[\u2028\u2029]|\p{Cf}|\p{Cs}/u)
    expect(provenanceOf(`${line}\n`)).toEqual({ source, command: 'npm run slo' })
  },
)

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
