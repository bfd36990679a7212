import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { commandBlocks, shownFiles } from './guide-commands.testkit.ts'

const GUIDE = readFileSync('docs/install.md', 'utf8')
const BLOCKS = commandBlocks(GUIDE)

test('every block of commands says whether a test runs it, and why not where none does', () => {
  expect(BLOCKS.length).toBeGreaterThan(20)
  expect(BLOCKS.filter(({ mark }) => mark === undefined).map(({ line }) => `docs/install.md:${line}`)).toEqual([])
})

test('a block without a first line, or with one that gives no reason, is found', () => {
  const marksOf = (first: string) => commandBlocks(`\`\`\`sh\n${first}\ntrue\n\`\`\`\n`).map(({ mark }) => mark)
  expect(marksOf('true')).toEqual([undefined])
  expect(marksOf('# on the edge')).toEqual([undefined])
  expect(marksOf('# on the edge · not run here')).toEqual([undefined])
  expect(marksOf('# on the edge · not run here, because it has two reasons')).toEqual(['not run here'])
  expect(commandBlocks('```\nsecret command\n```\n')[0]?.mark).toBeUndefined()
})

test('the way from a site file to a running system is run by a test', () => {
  const run = BLOCKS.filter(({ mark }) => mark === 'run by a test').map(({ commands }) => commands)
  for (const command of [
    'images -- pin',
    'render -- platform --apply',
    'render -- edge',
    'render -- release --apply',
    'run doctor',
  ])
    expect(run.filter(text => text.includes(command))).toHaveLength(1)
})

test('it can be read in a quarter of an hour', () => {
  const words = GUIDE.split(/\s+/).length
  // Two hundred words a minute are slow for plain prose, and right for commands.
  expect(words).toBeLessThan(15 * 200)
})

test('the files that it shows can be read, and no key stands twice', () => {
  const files = shownFiles(GUIDE).filter(({ language }) => language === 'yaml')
  expect(files.length).toBeGreaterThan(2)
  for (const { path, text } of files)
    expect(
      parseAllDocuments(text).flatMap(({ errors }) => errors),
      path,
    ).toEqual([])
})

test('the kernel is set before k3s starts for the first time, or the kubelet refuses to', () => {
  const [kernel, start] = ['sysctl --load', 'sh k3s-install.sh'].map(text => GUIDE.indexOf(text))
  expect(kernel).toBeGreaterThan(0)
  expect(kernel).toBeLessThan(start ?? 0)
})

test('no password or token stands in a command', () => {
  expect(BLOCKS.map(({ commands }) => commands).join('')).not.toMatch(
    /--docker-password|from-literal|K3S_TOKEN=|--password[ =]/,
  )
})
