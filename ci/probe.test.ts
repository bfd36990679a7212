import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runQuietly } from '../lib/command/command.testkit.ts'
import { main } from './probe.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'leadline-probe-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs the command where no stack runs. */
const run = (...argv: readonly string[]) => runQuietly(main, argv, { repository: folder })

test.each<[string, readonly string[]]>([
  ['to run one', ['home']],
  ['to list them', ['--list']],
  ['to rate them', ['--power']],
])('a broken definition is exit code 1 with its place, whether it is %s', async (_, argv) => {
  const file = path.join(folder, 'broken.yaml')
  await writeFile(file, 'probes:\n  - { name: home, interval: soon, paths: { app: { url: "http://127.0.0.1:9/" } } }\n')
  expect(await run(...argv, '--file', file)).toEqual({
    code: 1,
    out: '',
    err: expect.stringMatching(new RegExp(`^${file}:2:\\d+: error: `)),
  })
})

test('a file that cannot be read is exit code 1 too', async () => {
  expect(await run('home', '--file', '/no/such/file.yaml')).toMatchObject({
    code: 1,
    err: expect.stringContaining(
      '/no/such/file.yaml:1:1: error: Cannot read /no/such/file.yaml: there is no such file',
    ),
  })
})

test.each<[readonly string[], string]>([
  [[], 'Name one probe'],
  [['hoem'], 'There is no probe "hoem" in services/prober/probes.yaml: did you mean home?'],
  [['nothing'], 'There is no probe "nothing" in services/prober/probes.yaml: there are:\n  home (http; '],
  [['home', 'other'], 'Unexpected argument "other": name one probe'],
  [['home', '--path', 'egde'], 'Cannot use "egde" as --path: did you mean edge?'],
  [['home', '--power'], 'Ask for one thing: a probe by its name, --list or --power'],
  [['--list', '--power'], 'Ask for one thing: a probe by its name, --list or --power'],
  [['--list', '--json'], '--json needs the name of a probe'],
  [['--power', '--explain'], '--explain needs the name of a probe'],
  [['--power', '--path', 'edge'], '--path needs the name of a probe'],
  [['home', '--jsn'], '--jsn is not an option: did you mean --json?'],
])('%j is wrong usage', async (argv, sentence) => {
  expect(await run(...argv)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(sentence) })
})

test('a bug of ours is an unexpected error with its stack trace, and not a broken file', async () => {
  const env = {
    get APP_URL(): string {
      throw new TypeError('planted')
    },
  }
  expect(await runQuietly(main, ['home'], { repository: folder, env })).toEqual({
    code: 1,
    out: '',
    err: expect.stringMatching(/^npm run probe failed on an unexpected error[^\n]*\nTypeError: planted\n {4}at /),
  })
})
