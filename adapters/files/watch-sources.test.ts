import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { watchSources } from './watch-sources.ts'

let folder = ''
const ending = { controller: new AbortController() }
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-watch-'))
  ending.controller = new AbortController()
})
afterEach(async () => {
  ending.controller.abort()
  await rm(folder, { recursive: true })
})

test('a change of a source is noticed, and one of what is generated or of a test is not', async () => {
  await mkdir(path.join(folder, 'generated'))
  await mkdir(path.join(folder, 'boards'))
  const changes = new EventTarget()
  let count = 0
  watchSources(
    [folder],
    () => {
      count += 1
      changes.dispatchEvent(new Event('change'))
    },
    ending.controller.signal,
  )
  await writeFile(path.join(folder, 'generated', 'home.yaml'), '')
  await writeFile(path.join(folder, 'home.test.ts'), '')
  await writeFile(path.join(folder, 'page.html'), '')
  const changed = once(changes, 'change')
  await writeFile(path.join(folder, 'boards', 'home.ts'), 'one')
  await changed
  expect(count).toBe(1)
})
