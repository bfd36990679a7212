import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parse } from 'yaml'
import { runPromtool } from '../../adapters/prometheus/promtool.ts'
import { testIo } from '../../lib/command/command.testkit.ts'
import { renderYaml } from '../../lib/yaml/writer.ts'
import { main } from './render.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'operator-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const render = (...more: readonly string[]) =>
  main(
    ['--flavour', 'prometheus-operator', '--site', 'k8s/site.example.yaml', ...more],
    testIo(() => {}),
  )

test('the wrapped rules are what promtool takes, as many as in the rule files', async () => {
  expect(await render('--out', folder)).toBe(0)
  const wrapped = readdirSync(folder).filter(name => name.startsWith('prometheusrule-'))
  expect(wrapped).toEqual(['prometheusrule-leadline-prober.yaml', 'prometheusrule-leadline-web.yaml'])
  for (const name of wrapped) {
    const { spec } = parse(readFileSync(path.join(folder, name), 'utf8'))
    const file = path.join(folder, 'rules.yaml')
    writeFileSync(file, renderYaml(spec))
    const { isGood, output } = await runPromtool(['check', 'rules', file])
    const plain = await runPromtool([
      'check',
      'rules',
      `slo/generated/${name.replace(/^.*-/, '').replace('.yaml', '.rules.yaml')}`,
    ])
    expect({ isGood, found: /\d+ rules found/.exec(output)?.[0] }).toEqual({
      isGood: true,
      found: /\d+ rules found/.exec(plain.output)?.[0],
    })
    rmSync(file)
  }
})

test('a folder with something of a person in it is refused, and another flavour is none', async () => {
  writeFileSync(path.join(folder, 'podmonitor-leadline-app.yaml'), 'mine: true\n')
  expect(await render('--out', folder)).toBe(2)
  expect(readFileSync(path.join(folder, 'podmonitor-leadline-app.yaml'), 'utf8')).toBe('mine: true\n')
  expect(
    await main(
      ['--flavour', 'flux'],
      testIo(() => {}),
    ),
  ).toBe(2)
  expect(await render('--label', 'release')).toBe(2)
  expect(await render('--namespace', 'Mine')).toBe(2)
})
