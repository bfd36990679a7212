import { existsSync, mkdirSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeFolder, scratchFolder, shellPart } from '../plan/part.testkit.ts'
import { boundLogs } from './logs.ts'

let folder = ''
beforeEach(() => {
  folder = scratchFolder()
})
afterEach(() => removeFolder(folder))

/** A file with a size and, where the disk allows, without its weight. */
function sized(name: string, mebibytes: number): string {
  const file = path.join(folder, name)
  writeFileSync(file, '')
  truncateSync(file, mebibytes * 1024 * 1024)
  return file
}

test('what a part prints and what it writes itself are both kept small; what is small is left alone', async () => {
  const printed = sized('logs/edge.log', 11)
  const own = sized('access.json', 11)
  const small = sized('logs/web-1.log', 1)
  const ending = new AbortController()
  const parts = [shellPart(folder, 'edge', '', { ownLogs: [own] }), shellPart(folder, 'web-1', '')]
  const bounding = boundLogs(parts, text => expect.unreachable(text), ending.signal)
  await expect.poll(() => statSync(own).size).toBe(0)
  ending.abort()
  await bounding
  expect([statSync(printed).size, existsSync(`${printed}.1`), existsSync(`${own}.1`)]).toEqual([0, true, true])
  expect([statSync(small).size, existsSync(`${small}.1`)]).toEqual([1024 * 1024, false])
})

test('a log that cannot be bounded is reported, and the others are still bounded', async () => {
  const stuck = sized('logs/edge.log', 11)
  mkdirSync(`${stuck}.1`)
  const other = sized('logs/web-1.log', 11)
  const warnings: string[] = []
  const ending = new AbortController()
  const parts = [shellPart(folder, 'edge', ''), shellPart(folder, 'web-1', '')]
  const bounding = boundLogs(parts, text => warnings.push(text), ending.signal)
  await expect.poll(() => statSync(other).size).toBe(0)
  ending.abort()
  await bounding
  expect(warnings).toEqual([expect.stringMatching(/^Cannot bound .*edge\.log: /)])
})
