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
