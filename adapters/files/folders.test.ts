import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { inScratchFolder, kindOf, makeFolder, namesIn, remove } from './folders.ts'

test('a scratch folder is gone after its use, also one that fails', async () => {
  const good = await inScratchFolder('test', async folder => {
    expect(existsSync(folder)).toBe(true)
    return folder
  })
  let bad = ''
  const failing = inScratchFolder('test', async folder => {
    bad = folder
    await makeFolder(path.join(folder, 'a/b'))
    throw new Error('planted')
  })
  await expect(failing).rejects.toThrow('planted')
  expect([good, bad].map(existsSync)).toEqual([false, false])
})

test('what is at a path is a file, a folder or nothing', () =>
  inScratchFolder('test', async folder => {
    writeFileSync(path.join(folder, 'file'), '')
    const kinds = await Promise.all(['', 'file', 'absent'].map(name => kindOf(path.join(folder, name))))
    expect(kinds).toEqual(['folder', 'file', undefined])
    await expect(kindOf(path.join(folder, 'file/below'))).rejects.toThrow('ENOTDIR')
  }))

test('names are listed by their ending, in order, and what is removed is gone', () =>
  inScratchFolder('test', async folder => {
    for (const name of ['b.pid', 'a.pid', 'c.json']) writeFileSync(path.join(folder, name), '')
    expect(await namesIn(folder, '.pid')).toEqual(['a.pid', 'b.pid'])
    await remove(path.join(folder, 'a.pid'))
    await remove(path.join(folder, 'never-there'))
    expect(await namesIn(folder, '')).toEqual(['b.pid', 'c.json'])
    await expect(namesIn(path.join(folder, 'absent'), '')).rejects.toThrow('ENOENT')
  }))
