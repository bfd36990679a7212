import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { replaceFolder } from './generated-folder.ts'

test('what was generated and is no more goes; what nobody generated stays, and both are told', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'generated-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(path.join(folder, 'old.yaml'), '# ours\n')
  await writeFile(path.join(folder, 'mine.yaml'), 'a: 1\n')
  const isOurs = (text: string) => text.startsWith('# ours')
  const changes = await replaceFolder(folder, new Map([['new.yaml', '# ours\n']]), isOurs)
  expect(changes.map(({ file, kind }) => [path.basename(file), kind])).toEqual([
    ['new.yaml', 'missing'],
    ['mine.yaml', 'stranger'],
    ['old.yaml', 'left-over'],
  ])
  expect((await readdir(folder)).sort()).toEqual(['mine.yaml', 'new.yaml'])
})
