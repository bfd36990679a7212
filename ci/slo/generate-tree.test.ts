import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runQuietly } from '../../lib/command/command.testkit.ts'
import { main } from '../slo.ts'

const INPUT = 'slo/testdata/shop.yaml'

let folder = ''
const at = (name: string) => path.join(folder, name)
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-generate-'))
})
afterEach(() => rm(folder, { recursive: true }))

const generate = (input: string, out: string) => runQuietly(main, ['generate', '--input', input, '--out', out])

test('rules that are linked to from elsewhere stay linked, and what the link leads to changes', async () => {
  await mkdir(at('rules'))
  await writeFile(at('rules/shop.yaml'), 'old')
  await symlink('rules/shop.yaml', at('out.yaml'))
  expect(await generate(INPUT, at('out.yaml'))).toMatchObject({ code: 0 })
  expect(await readlink(at('out.yaml'))).toBe('rules/shop.yaml')
  expect(await readFile(at('rules/shop.yaml'), 'utf8')).toContain('name: slo-shop-checkout')
})

test('an output that is another name of the input is refused', async () => {
  await writeFile(at('a.yaml'), await readFile(INPUT))
  await symlink('a.yaml', at('b.yaml'))
  await mkdir(at('tree'))
  await symlink('../a.yaml', at('tree/a.yaml'))
  await symlink('tree', at('other'))
  const before = await readFile(at('a.yaml'), 'utf8')
  for (const [input, out, names] of [
    ['a.yaml', 'b.yaml', ['b.yaml', 'a.yaml']],
    ['tree', 'other', ['other', 'tree']],
    ['a.yaml', 'tree', ['tree/a.yaml', 'a.yaml']],
  ] as const) {
    const [one, other] = names.map(at)
    expect(await generate(at(input), at(out))).toMatchObject({
      code: 2,
      err: expect.stringContaining(`--out would overwrite --input: ${one} is another name of ${other}`),
    })
  }
  await mkdir(at('out'))
  await symlink('../a.yaml', at('out/a.yaml'))
  expect(await generate(at('tree'), at('out'))).toMatchObject({ code: 2 })
  expect(await readFile(at('a.yaml'), 'utf8')).toBe(before)
})

test('a pipe takes the rules and stays one, and an input that may never end is refused', async () => {
  await promisify(execFile)('mkfifo', [at('pipe')])
  expect(await generate(at('pipe'), '-')).toMatchObject({
    code: 2,
    err: expect.stringContaining(`Cannot read ${at('pipe')}: it is a pipe, which may never end, and no file`),
  })
  const reader = spawn('cat', [at('pipe')], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  reader.stdout.on('data', chunk => {
    text += chunk
  })
  const [result] = await Promise.all([generate(INPUT, at('pipe')), once(reader, 'close')])
  expect(result).toMatchObject({ code: 0 })
  expect(text).toBe((await generate(INPUT, '-')).out)
  expect((await lstat(at('pipe'))).isFIFO()).toBe(true)
})

test('where one file of a tree cannot be written, none is', async () => {
  await mkdir(at('in'))
  for (const name of ['a', 'b']) {
    await writeFile(at(`in/${name}.yaml`), (await readFile(INPUT, 'utf8')).replaceAll('service: ', `service: ${name}-`))
  }
  await mkdir(at('out/b.yaml'), { recursive: true })
  expect(await generate(at('in'), at('out'))).toEqual({
    code: 1,
    out: '',
    err: expect.stringContaining(`\nCannot write ${at('out/b.yaml')}: it is a folder (EISDIR)\n`),
  })
  expect(await readdir(at('out'))).toEqual(['b.yaml'])
})

test('the output under its own name is the output, without the sentence that follows a file', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    'ci/slo.ts',
    'generate',
    '--input',
    INPUT,
    '--out',
    '/dev/stdout',
  ])
  expect(stdout).toBe((await generate(INPUT, '-')).out)
})
