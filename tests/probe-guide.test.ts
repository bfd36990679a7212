import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { cronInterval, cronLongestGap, cronMistake } from '../adapters/cron.ts'
import { main } from '../ci/probe.ts'
import { testIo } from '../lib/command/command.testkit.ts'
import { renderDiagnostics } from '../lib/diagnostic/diagnostic.ts'
import { INVALID_CAUSES, METRICS, PHASES, PROBE_KINDS, SKIP_REASONS } from '../services/prober/contract/names.ts'
import { REASONS } from '../services/prober/contract/reasons.ts'
import { parseProbes } from '../services/prober/definition/parse.ts'
import type { References } from '../services/prober/definition/references.ts'

/** The guide, whose files are parsed as the prober would. */
const GUIDE = readFileSync(path.resolve(import.meta.dirname, '../docs/probes.md'), 'utf8')
const BLOCKS = [...GUIDE.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text = '']) => ({
  language,
  text,
}))
const FILES = BLOCKS.filter(({ language }) => language === 'yaml').map(({ text }) => text)
const BROKEN = 'typo.yaml'
const isBroken = (text: string) => text.startsWith(`# ${BROKEN}\n`)

/** What the files of the guide refer to. */
const REFERENCES: References = {
  env: name => ({ SEARCH_TOKEN: 's3cret' })[name],
  file: name => ({ 'ca.pem': '-----BEGIN CERTIFICATE-----', 'password.txt': 'pass4word' })[name],
  cronMistake,
  cronInterval,
  cronLongestGap,
}
const parse = (text: string) => parseProbes({ path: 'guide.yaml', text }, REFERENCES)

describe('a file of the guide is good', () => {
  test.each(FILES.filter(text => !isBroken(text)))('%s', text => {
    const { value, diagnostics } = parse(text)
    expect(renderDiagnostics(diagnostics)).toBe('')
    expect(value.probes.length).toBeGreaterThan(0)
  })
})

test('every kind has an example', () => {
  const shown = FILES.flatMap(text => parse(text).value.probes.map(({ kind }) => kind))
  expect(new Set(shown)).toEqual(new Set(PROBE_KINDS))
})

test('the file with mistakes gets the complaints that stand there', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'probe-guide-'))
  afterAll(() => rm(folder, { recursive: true, force: true }))
  const file = path.join(folder, BROKEN)
  await writeFile(file, FILES.find(isBroken) ?? '')
  const [command = '', ...lines] = BLOCKS.find(({ language }) => language === 'console')?.text.split('\n') ?? []
  const argv = command.replace('$ npm run probe -- ', '').replace(BROKEN, file).split(' ')
  const output: string[] = []
  const write = (text: string) => void output.push(text)
  expect(await main(argv, testIo(write))).toBe(1)
  const [shown = ''] = lines.join('\n').split('…\n')
  expect(output.join('').replaceAll(file, BROKEN).slice(0, shown.length)).toBe(shown)
  expect(shown).toContain('Did you mean')
})

test('every reason stands there with what it means, and no other', () => {
  const [, table = ''] = GUIDE.split('| reason | means |\n')
  const rows = [...table.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, name, doc]) => [name, doc] as const)
  const reasons = Object.entries(REASONS).map(([name, { doc }]) => [name, doc] as const)
  expect(rows).toEqual(reasons)
})

test('it names every phase, every cause of doubt, and only metrics that are there', () => {
  const words = [...PHASES, ...INVALID_CAUSES, ...SKIP_REASONS]
  expect(words.filter(word => !GUIDE.includes(`\`${word}\``))).toEqual([])
  const named = [...GUIDE.matchAll(/`((?:synthetic|prober)_\w+)/g)].map(([, name]) => name)
  const known: readonly string[] = Object.values(METRICS)
  expect(named.filter(name => name === undefined || !known.includes(name))).toEqual([])
  expect(named.length).toBeGreaterThan(5)
})
