import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog } from '../../adapters/log.ts'
import { followSloList, readSloList } from './slo-list-file.ts'

let folder = ''
let end = new AbortController()
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-slos-'))
  end = new AbortController()
})
afterEach(() => {
  end.abort()
  rmSync(folder, { recursive: true, force: true })
})

const listOf = (...names: readonly string[]) =>
  JSON.stringify({ slos: names.map(name => ({ id: `web-${name}`, service: 'web', name, objective: 0.999 })) })

/** Writes a file as a cluster mounts it: a link to a folder, which is replaced as a whole. */
function mount(text: string, version: number): void {
  const data = path.join(folder, `..data_${version}`)
  mkdirSync(data)
  writeFileSync(path.join(data, 'slos.json'), text)
  symlinkSync(`..data_${version}`, path.join(folder, '..new'))
  renameSync(path.join(folder, '..new'), path.join(folder, '..data'))
  if (version === 1) symlinkSync('..data/slos.json', path.join(folder, 'slos.json'))
}

test('a list that is replaced while the app runs is shown, and one with a mistake leaves the one before it', async () => {
  const file = path.join(folder, 'slos.json')
  const said: string[] = []
  mount(listOf('a'), 1)
  const first = await readSloList(file)
  if (typeof first === 'string') throw new Error(first)
  const log = createLog({ write: line => said.push(line), now: () => new Date(0) })
  const current = followSloList(file, first, log, end.signal)
  const names = () => current().map(({ name }) => name)
  expect(names()).toEqual(['a'])
  mount(listOf('a', 'b'), 2)
  await expect.poll(names).toEqual(['a', 'b'])
  mount('{ not a list', 3)
  await expect.poll(() => said.join('')).toContain('SLO list rejected')
  expect(names()).toEqual(['a', 'b'])
  mount(listOf('c'), 4)
  await expect.poll(names).toEqual(['c'])
})

test('a file that is not there is said in a sentence', async () => {
  expect(await readSloList(path.join(folder, 'none.json'))).toMatch(/^Cannot read SLO_LIST /)
})
