import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runQuietly } from '../lib/command/command.testkit.ts'
import { main } from './slo.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'slo-command-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

async function run(...argv: readonly string[]) {
  const { code, out, err } = await runQuietly(main, argv)
  return { exitCode: code, stdout: out, stderr: err }
}

const COMMANDS = ['generate', 'validate', 'test', 'explain', 'diff', 'simulate', 'budget']

test('--help lists every command, and each explains itself with its exit codes', async () => {
  const { exitCode, stdout } = await run('--help')
  expect(exitCode).toBe(0)
  for (const command of COMMANDS) {
    expect(stdout).toContain(`  ${command}`)
    expect((await run(command, '-h')).stdout).toBe((await run(command, '--help')).stdout)
    expect((await run(command, '--help')).stdout).toMatch(/npm run slo -- [\s\S]*Exit codes: 0/)
  }
})

test('the generated files of the repository are current', async () => {
  expect(await run('generate', '--check')).toEqual({
    exitCode: 0,
    stdout: expect.stringMatching(/^Prometheus rules and their tests: \d+ files, all current\n$/),
    stderr: '',
  })
})

describe('wrong usage is exit code 2, with a sentence', () => {
  test.each([
    [['nonsense'], 'There is no command "nonsense"'],
    [['generate', '--nonsense'], '--nonsense is not an option'],
    [['generate', '--input', 'slo/web.yaml'], '--input needs --out'],
    [['generate', '--input', 'nowhere.yaml', '--out', '-'], 'Cannot read nowhere.yaml'],
    [['generate', '--input', 'slo/web.yaml', '--out', '-', '--label', 'sloth_id=x'], '--label cannot set "sloth_id"'],
    [
      ['generate', '--input', 'slo/web.yaml', '--out', '-', '--label', 'a={{ $x }}'],
      '--label a: A template of an alert has no variable "$x"',
    ],
    [
      ['generate', '--input', 'slo/web.yaml', '--out', '-', '--as', 'json'],
      'Cannot use "json" as --as: it must be one of auto, rules, prometheus-rule, sloth-crd',
    ],
    [['generate', '--input', 'slo/web.yaml', '--out', '-', '--label', 'x'], '--label needs KEY=VALUE'],
    [
      ['generate', '--input', 'slo/web.yaml', '--out', '-', '--default-period', 'soon'],
      'Cannot use "soon" as --default-period: it must be a duration',
    ],
    [
      ['generate', '--input', 'slo/web.yaml', '--out', '-', '--compat', 'pyrra'],
      'Cannot use "pyrra" as --compat: it must be sloth',
    ],
    [['generate', '--input', 'slo/web.yaml', '--out', 'slo/web.yaml'], '--out would overwrite --input'],
    [['generate', '--input', 'slo/testdata', '--exclude', 'sloth', '--out', 'package.json'], 'needs a folder of rules'],
    [['generate', '--check', '--input', 'slo/web.yaml', '--out', '-'], '--check cannot go with --input'],
    [['generate', '--out', 'rules'], '--out needs --input'],
    [['generate', '--disable-alerts', '--label', 'a=b'], '--disable-alerts needs --input\n--label needs --input'],
    [['validate', '--format', 'xml'], 'Cannot use "xml" as --format: it must be one of text, json, github, sarif'],
    [['explain', 'web-nothing'], 'There is no SLO "web-nothing"'],
    [['diff'], 'Name one revision or folder'],
    [['simulate'], 'Name one file'],
    [['simulate', 'nowhere.yaml'], 'Cannot read nowhere.yaml'],
    [
      ['explain', '--prometheus', 'foo'],
      'Cannot use "foo" as --prometheus: it must be an address such as http://127.0.0.1:17090',
    ],
    [['explain', '--compat', 'sloth'], 'Only our own rules are explained'],
    [['explain', '--include', 'web'], '--include needs --input'],
    [['explain', '--format', 'x'], '--format is not an option\n\nSee `npm run slo -- explain --help`.'],
    [['diff', 'slo', '--prometheus', 'ftp://127.0.0.1'], 'as --prometheus: it must be an address'],
    [['budget', '--prometheus', ''], '--prometheus needs a value: --prometheus URL'],
    [['budget', '--format', 'xml'], 'Cannot use "xml" as --format: it must be one of text, json'],
    [['budget', 'web-nothing'], 'Unexpected argument "web-nothing"'],
    [['simulate', 'slo/testdata/crash-loop.incident.yaml', '--compat', 'sloth'], "not sloth's"],
    [['test', '--default-period', '7d'], '--default-period needs --input'],
    [['test', 'web-edge-latncy'], 'There is no SLO "web-edge-latncy": did you mean web-edge-latency?'],
    [['test', '--compat', 'sloth'], 'The tests are of our own rules'],
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

describe('rules of definitions elsewhere', () => {
  const shop = () => readFile('slo/testdata/shop.yaml', 'utf8')
  const write = async (name: string, text: string) => {
    const file = path.join(folder, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text)
    return file
  }

  test('when a definition was deleted, its file is removed and no other', async () => {
    const [input, out] = [path.join(folder, 'defs'), path.join(folder, 'rules')]
    await write('defs/a.yaml', await shop())
    await write('defs/team/b.yaml', (await shop()).replaceAll('service: ', 'service: other-'))
    await run('generate', '--input', input, '--out', out)
    const copy = await readFile(path.join(out, 'team/b.yaml'), 'utf8')
    await write('rules/mine.yaml', 'groups: []\n')
    await write('rules/moved.yaml', copy)
    await write('rules/elsewhere.yaml', copy.replace('defs/team/b.yaml', 'elsewhere.yaml'))
    await rm(path.join(input, 'team/b.yaml'))
    const { exitCode, stdout } = await run('generate', '--input', input, '--out', out)
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `removed ${path.join(out, 'team/b.yaml')}: its definition is gone\n2 SLOs in 1 file below ${out}\n`,
    })
    expect((await readdir(out)).sort()).toEqual(['a.yaml', 'elsewhere.yaml', 'mine.yaml', 'moved.yaml', 'team'])
    expect(await readdir(path.join(out, 'team'))).toEqual([])
  })

  test('the file of the last definition of a folder is removed too, and then nothing is left to do', async () => {
    const [input, out] = [path.join(folder, 'last'), path.join(folder, 'last-rules')]
    await write('last/a.yaml', await shop())
    const generate = () => run('generate', '--input', input, '--out', out)
    await generate()
    await rm(path.join(input, 'a.yaml'))
    expect(await generate()).toEqual({
      exitCode: 0,
      stdout: `removed ${path.join(out, 'a.yaml')}: its definition is gone\n0 SLOs in 0 files below ${out}\n`,
      stderr: '',
    })
    expect(await generate()).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('There are no YAML files') })
  })

  test('a file of a folder that holds no SLO gives no file of rules', async () => {
    const [input, out] = [path.join(folder, 'parts'), path.join(folder, 'parts-rules')]
    await write('parts/a.yaml', await readFile('slo/web.yaml', 'utf8'))
    const file = await write('parts/service.yaml', 'apiVersion: openslo/v1\nkind: Service\nmetadata: { name: shop }\n')
    expect(await run('generate', '--input', input, '--out', out)).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await readdir(out)).toEqual(['a.yaml'])
    const { exitCode, stderr } = await run('generate', '--input', file, '--out', '-')
    expect([exitCode, stderr]).toEqual([1, `error: ${file} gives no rules at all: it holds no SLO\n`])
  })

  test('a definition that is only left out keeps its file', async () => {
    const [input, out] = [path.join(folder, 'two'), path.join(folder, 'two-rules')]
    await write('two/a.yaml', await shop())
    await write('two/b.yaml', (await shop()).replaceAll('service: ', 'service: other-'))
    await run('generate', '--input', input, '--out', out)
    await run('generate', '--input', input, '--out', out, '--exclude', '^b')
    expect((await readdir(out)).sort()).toEqual(['a.yaml', 'b.yaml'])
  })

  test.each(['there', 'not/yet/'])('one file goes into the folder %s under its own name', async name => {
    await mkdir(path.join(folder, 'there'), { recursive: true })
    const out = `${folder}/${name}`
    expect((await run('generate', '--input', 'slo/testdata/shop.yaml', '--out', out)).exitCode).toBe(0)
    expect(await readdir(out)).toEqual(['shop.yaml'])
  })

  test('a folder goes to the terminal as one document, for Prometheus reads no second', async () => {
    const args = ['--input', 'slo/testdata', '--include', '^(shop|counters).yaml$', '--out', '-']
    const { exitCode, stdout } = await run('generate', ...args)
    expect({ exitCode, documents: stdout.split(/^---$/m).length }).toEqual({ exitCode: 0, documents: 1 })
    expect(stdout.match(/^groups:/gm)).toHaveLength(1)
    for (const id of ['shop-checkout', 'shop-jobs']) expect(stdout).toContain(`- name: slo-${id}`)
  })
})

test('nothing is written while a definition has an error, and the error has its place', async () => {
  const file = path.join(folder, 'bad.yaml')
  await writeFile(file, (await readFile('slo/testdata/shop.yaml', 'utf8')).replace('99.95', '101'))
  const out = path.join(folder, 'bad.rules.yaml')
  const { exitCode, stderr } = await run('generate', '--input', file, '--out', out)
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: expect.stringContaining(`${file}:6:16: error: 101 % cannot be an objective`),
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

test.each([
  ['throw new Error("no such queue")', 'no such queue'],
  ['export const x = {', ''],
])('a module of plugins that cannot be loaded is named: %s', async (text, problem) => {
  const plugins = await mkdtemp(path.join(folder, 'broken-'))
  await writeFile(path.join(plugins, 'queue.ts'), text)
  const { exitCode, stderr } = await run('validate', '--input', 'slo/web.yaml', '--plugins', plugins)
  expect(exitCode).toBe(2)
  expect(stderr).toMatch(new RegExp(`^Cannot load the plugins of ${path.join(plugins, 'queue.ts')}: ${problem}`))
})

test('a folder without alert windows is no folder of alert windows', async () => {
  const windows = await mkdtemp(path.join(folder, 'windows-'))
  const { exitCode, stderr } = await run('validate', '--input', 'slo/web.yaml', '--windows', windows)
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`There are no files of AlertWindows in ${windows}`)])
})

test('explain says what an SLO allows and when it pages', async () => {
  await expect((await run('explain', 'web-edge-availability')).stdout).toMatchFileSnapshot('testdata/explain.txt')
})

test('diff reports a change in words, as Markdown', async () => {
  const base = path.join(folder, 'base')
  await mkdir(base, { recursive: true })
  const text = await readFile('slo/web.yaml', 'utf8')
  const before = text.replace('objective: 99.9\n', 'objective: 99.5\n').replace('latency: 300ms', 'latency: 1s')
  await writeFile(path.join(base, 'web.yaml'), before.replace('name: ingress-availability', 'name: ingress-gone'))
  await expect((await run('diff', base)).stdout).toMatchFileSnapshot('testdata/diff.md')
  expect((await run('diff', 'slo')).stdout).toBe('No SLO changes.\n')
})

test('a Prometheus that does not answer is exit code 3, not a spent budget', async () => {
  const { exitCode, stderr } = await run('budget', '--prometheus', 'http://127.0.0.1:9')
  expect({ exitCode, stderr }).toEqual({
    exitCode: 3,
    stderr: expect.stringContaining('Cannot query the Prometheus at http://127.0.0.1:9: connect ECONNREFUSED'),
  })
})

test('definitions may come from a pipe, and problems name it', async () => {
  const good = await readFile('slo/web.yaml', 'utf8')
  const pipe = (command: string, text: string, ...more: readonly string[]) =>
    spawnSync('node', ['ci/slo.ts', command, '--input', '-', ...more], { input: text, encoding: 'utf8' })
  const { status, stdout } = pipe('generate', good, '--out', '-')
  expect([status, stdout.includes('groups:')]).toEqual([0, true])
  const bad = pipe('validate', good.replace('objective: 99.9', 'objective: 999'))
  expect(bad.status).toBe(1)
  expect(bad.stdout + bad.stderr).toMatch(/^<stdin>:\d+:\d+: error: 999 % cannot be an objective/m)
})
