import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { main } from './slo.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'slo-command-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

async function run(...argv: readonly string[]) {
  const [stdout, stderr]: [string[], string[]] = [[], []]
  const io = {
    stdout: (text: string) => void stdout.push(text),
    stderr: (text: string) => void stderr.push(text),
    env: {},
  }
  return { exitCode: await main(argv, io), stdout: stdout.join(''), stderr: stderr.join('') }
}

const COMMANDS = ['generate', 'validate', 'test', 'explain', 'diff', 'simulate', 'budget']

test('--help lists every command, and each explains itself with its exit codes', async () => {
  const { exitCode, stdout } = await run('--help')
  expect(exitCode).toBe(0)
  for (const command of COMMANDS) {
    expect(stdout).toContain(`  ${command}`)
    expect((await run(command, '--help')).stdout).toMatch(/npm run slo -- [\s\S]*Exit codes: 0/)
  }
})

test('the generated files of the repository are current', async () => {
  expect(await run('generate', '--check')).toEqual({ exitCode: 0, stdout: '', stderr: '' })
})

describe('wrong usage is exit code 2, with a sentence', () => {
  test.each([
    [['nonsense'], 'There is no command "nonsense"'],
    [['generate', '--nonsense'], "Unknown option '--nonsense'"],
    [['generate', '--input', 'slo/web.yaml'], '--input needs --out'],
    [['generate', '--input', 'nowhere.yaml', '--out', '-'], 'Cannot read nowhere.yaml'],
    [['generate', '--input', 'slo/web.yaml', '--out', '-', '--as', 'json'], 'There is no form "json"'],
    [['generate', '--input', 'slo/web.yaml', '--out', '-', '--label', 'x'], '--label needs KEY=VALUE'],
    [['generate', '--input', 'slo/web.yaml', '--out', '-', '--default-period', 'soon'], '"soon" is not a period'],
    [['generate', '--input', 'slo/web.yaml', '--out', '-', '--compat', 'pyrra'], 'write --compat sloth'],
    [['generate', '--input', 'slo/web.yaml', '--out', 'slo/web.yaml'], '--out would overwrite --input'],
    [['generate', '--input', 'slo/testdata', '--out', '-'], 'needs a folder of rules'],
    [['validate', '--format', 'xml'], 'There is no format "xml"'],
    [['explain', 'web-nothing'], 'There is no SLO "web-nothing"'],
    [['diff'], 'Name one revision or folder'],
    [['simulate'], 'Name one file'],
    [['simulate', 'nowhere.yaml'], 'Cannot read nowhere.yaml'],
    [['test', 'web-nothing'], 'There is no SLO "web-nothing"'],
    [['test', '--compat', 'sloth'], 'promises of our own rules'],
  ])('%j', async (argv, sentence) => {
    const { exitCode, stderr } = await run(...argv)
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(sentence) })
  })
})

test('a file becomes rules in the terminal, in either flavour', async () => {
  const ours = await run('generate', '--input', 'slo/testdata/shop.yaml', '--out', '-')
  expect(ours.exitCode).toBe(0)
  expect(ours.stdout).toContain('name: slo-shop-checkout')
  const theirs = await run('generate', '--input', 'slo/testdata/shop.yaml', '--out', '-', '--compat', 'sloth')
  expect(theirs.stdout).toBe(await readFile('slo/testdata/shop.sloth.yaml', 'utf8'))
})

test('a tree is mirrored, without what is excluded', async () => {
  const out = path.join(folder, 'tree')
  const args = [
    'generate',
    '--input',
    'slo/testdata',
    '--include',
    'shop',
    '--exclude',
    'sloth',
    '--out',
    out,
    '--ignore-duplicates',
  ]
  expect((await run(...args)).exitCode).toBe(0)
  expect((await readdir(out)).sort()).toEqual(['shop-crd.yaml', 'shop.yaml'])
})

test('nothing is written while a definition has an error, and the error has its place', async () => {
  const file = path.join(folder, 'bad.yaml')
  await writeFile(file, (await readFile('slo/testdata/shop.yaml', 'utf8')).replace('99.95', '101'))
  const out = path.join(folder, 'bad.rules.yaml')
  const { exitCode, stderr } = await run('generate', '--input', file, '--out', out)
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: expect.stringContaining(`${file}:6:16: error: Cannot promise 101 %`),
  })
  await expect(readFile(out)).rejects.toThrow()
})

test('validate speaks to programs too', async () => {
  const file = path.join(folder, 'bad.yaml')
  const { exitCode, stdout } = await run('validate', '--input', file, '--format', 'json')
  expect(exitCode).toBe(1)
  expect(JSON.parse(stdout)).toContainEqual(
    expect.objectContaining({ code: 'objective-out-of-range', line: 6, column: 16 }),
  )
})

test('plugins of a folder are known by their ids', async () => {
  const plugins = path.join(folder, 'plugins')
  await writeFile(
    path.join(folder, 'mine.yaml'),
    (await readFile('slo/testdata/shop.yaml', 'utf8')).replace(
      / {4}sli:\n {6}events:[\s\S]*?alerting/,
      '    sli: { plugin: { id: my/plugin, options: { job: shop } } }\n    alerting',
    ),
  )
  await mkdir(plugins, { recursive: true })
  await writeFile(
    path.join(plugins, 'mine.ts'),
    [
      'export const mine = {',
      '  id: "my/plugin",',
      '  options: { job: "the job" },',
      '  query: ({ options }: { options: Record<string, string> }) => ({',
      '    query: "sum(rate(bad[{{.window}}])) / sum(rate(all_of_JOB[{{.window}}]))".replace("JOB", options.job ?? ""),',
      '  }),',
      '}',
      '',
    ].join('\n'),
  )
  const { exitCode, stdout } = await run(
    'generate',
    '--input',
    path.join(folder, 'mine.yaml'),
    '--out',
    '-',
    '--plugins',
    plugins,
  )
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining('sum(rate(all_of_shop[5m]))') })
})

test('explain says what an SLO bears and when it pages', async () => {
  await expect((await run('explain', 'web-edge-availability')).stdout).toMatchFileSnapshot('testdata/explain.txt')
})

test('diff tells a change in words, as Markdown', async () => {
  const base = path.join(folder, 'base')
  await mkdir(base, { recursive: true })
  const text = await readFile('slo/web.yaml', 'utf8')
  const before = text.replace('objective: 99.9\n', 'objective: 99.5\n').replace('latency: 300ms', 'latency: 1s')
  await writeFile(path.join(base, 'web.yaml'), before.replace('name: ingress-availability', 'name: ingress-gone'))
  await expect((await run('diff', base)).stdout).toMatchFileSnapshot('testdata/diff.md')
  expect((await run('diff', 'slo')).stdout).toBe('No SLO changes.\n')
})

test('a Prometheus that does not answer is exit code 3, not a spent budget', async () => {
  expect((await run('budget', '--prometheus', 'http://127.0.0.1:9')).exitCode).toBe(3)
})
