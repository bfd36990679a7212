import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { testIo } from '../../lib/command/command.testkit.ts'
import { DefinitionError } from '../../lib/command/definition-error.ts'
import { type Diagnostic, diagnosticAt } from '../../lib/diagnostic/diagnostic.ts'
import { checkGenerated, writeGenerated } from './bring-up-to-date.ts'
import type { GeneratedSet } from './generated-set.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-generated-'))
  await mkdir(path.join(folder, 'docs'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Two folders: one that holds nothing else, and one where people write too. */
function rules(diagnostics: readonly Diagnostic[] = []): GeneratedSet {
  const value = [
    {
      folder: path.join(folder, 'rules'),
      files: new Map([['a.yaml', 'made: a\n']]),
      isOwn: (_: string, text: string) => text.startsWith('made:'),
    },
    { folder: path.join(folder, 'docs'), files: new Map([['made.md', 'made\n']]) },
  ]
  return { name: 'Rules', files: 'rules/, docs/made.md', make: async () => ({ value, diagnostics }) }
}

/** Runs one of the two; what was said, with the folder's name left out. */
async function run(bring: typeof checkGenerated, set = rules()) {
  const said: string[] = []
  const code = await bring(
    [set],
    testIo(text => void said.push(text)),
  )
  return { code, said: said.join('').replaceAll(`${folder}/`, '') }
}

test('what is missing is written, and then all is current', async () => {
  expect(await run(checkGenerated)).toEqual({
    code: 1,
    said: 'rules/a.yaml is missing: run `npm run generate` and commit it\ndocs/made.md is missing: run `npm run generate` and commit it\n',
  })
  expect(await run(writeGenerated)).toEqual({
    code: 0,
    said: 'wrote rules/a.yaml\nwrote docs/made.md\nRules: 2 files, 2 changed\n',
  })
  expect(await run(checkGenerated)).toEqual({ code: 0, said: 'Rules: 2 files, all current\n' })
  expect(await run(writeGenerated)).toEqual({ code: 0, said: 'Rules: 2 files, 0 changed\n' })
})

test('what is stale or left over is named, and made good', async () => {
  await run(writeGenerated)
  await writeFile(path.join(folder, 'rules/a.yaml'), 'made: differently\n')
  await writeFile(path.join(folder, 'rules/b.yaml'), 'made: b\n')
  expect(await run(checkGenerated)).toEqual({
    code: 1,
    said: 'rules/a.yaml is stale: run `npm run generate` and commit it\nrules/b.yaml is left over from a source that is gone: run `npm run generate` and commit its removal\n',
  })
  expect((await run(writeGenerated)).said).toBe('wrote rules/a.yaml\nremoved rules/b.yaml\nRules: 2 files, 2 changed\n')
  expect(await readFile(path.join(folder, 'rules/a.yaml'), 'utf8')).toBe('made: a\n')
})

test('a file that was not generated is left alone, and wrong only in a generated folder', async () => {
  await run(writeGenerated)
  await writeFile(path.join(folder, 'docs/written.md'), 'by hand\n')
  expect((await run(checkGenerated)).code).toBe(0)
  await writeFile(path.join(folder, 'rules/written.yaml'), 'by hand\n')
  const complaint = 'rules/written.yaml was not generated, and is left alone: move it out of the generated folder, or delete it\n'
  expect(await run(checkGenerated)).toEqual({ code: 1, said: complaint })
  expect(await run(writeGenerated)).toEqual({ code: 0, said: `${complaint}Rules: 2 files, 0 changed\n` })
  expect((await readdir(folder, { recursive: true })).sort()).toEqual([
    'docs',
    'docs/made.md',
    'docs/written.md',
    'rules',
    'rules/a.yaml',
    'rules/written.yaml',
  ])
})

test('nothing is written while a definition has an error', async () => {
  const problem = { severity: 'error', code: 'x', message: 'Cannot be' } as const
  const broken = rules([diagnosticAt({ path: 'a.yaml', text: 'x\n' }, [0, 1], problem)])
  await expect(run(writeGenerated, broken)).rejects.toThrow(DefinitionError)
  expect(await readdir(folder)).toEqual(['docs'])
})
