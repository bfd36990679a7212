import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runProgram } from '../processes/run-program.ts'
import { headCommit, readAtRevision } from './git.ts'

let repository = ''
beforeAll(async () => {
  repository = await mkdtemp(path.join(tmpdir(), 'leadline-git-'))
  const git = (...args: string[]) => runProgram('git', ['-C', repository, ...args])
  const as = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false']
  await git('init', '--quiet', '--initial-branch=main')
  await mkdir(path.join(repository, 'slo/below'), { recursive: true })
  for (const name of ['slo/web.yaml', 'slo/zoë.yaml', 'slo/note.md', 'slo/below/deep.yaml'])
    await writeFile(path.join(repository, name), `first ${name}`)
  await git('add', '.')
  await git(...as, 'commit', '--quiet', '--message=first')
  await writeFile(path.join(repository, 'slo/web.yaml'), 'second')
  await git(...as, 'commit', '--quiet', '--all', '--message=second')
})
afterAll(() => rm(repository, { recursive: true, force: true }))

const read = (revision: string, folder = 'slo') => readAtRevision(revision, folder, '.yaml', repository)

test('the files directly in a folder are read as they were at a revision, whatever their names', async () => {
  expect(await read('HEAD~1')).toEqual([
    { path: 'slo/web.yaml', text: 'first slo/web.yaml' },
    { path: 'slo/zoë.yaml', text: 'first slo/zoë.yaml' },
  ])
  expect((await read('main'))?.[0]?.text).toBe('second')
})

test('a revision that has no such folder has no files in it', async () => {
  expect(await read('HEAD', 'dashboards')).toEqual([])
})

test.each(['no-such-branch', '--all', '--output=owned', ''])(
  '"%s" is no revision, and no option either',
  async name => {
    expect(await read(name)).toBeUndefined()
  },
)

test('the commit that is checked out has twelve digits, and a folder without git has none', async () => {
  expect(await headCommit(repository)).toMatch(/^[0-9a-f]{12}$/)
  expect(await headCommit(tmpdir())).toBeUndefined()
})
