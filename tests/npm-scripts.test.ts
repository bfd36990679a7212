import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { runQuietly } from '../lib/command/command.testkit.ts'
import type { CommandIo } from '../lib/command/command.ts'
import { EXIT } from '../lib/command/exit-codes.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
const SCRIPTS: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
).scripts

/** Scripts that npm runs before others; people do not call them. */
const BEFORE_OTHERS = ['prestart', 'pretest']

/** Commands without a script of npm. */
const OTHERS = ['ci/docs.ts', 'services/prober/main.ts', 'services/web/main.ts']

type Main = (argv: readonly string[], io: CommandIo) => Promise<number>

/** The name that a person types, and the command's main. */
async function load(name: string, file: string): Promise<readonly [name: string, main: Main]> {
  const { main } = await import(path.join(ROOT, file))
  return [name, main]
}

const COMMANDS = await Promise.all([
  ...Object.entries(SCRIPTS)
    .filter(([script]) => !BEFORE_OTHERS.includes(script))
    .map(([script, line]) => {
      const [, command, main] = /^node (?:--\S+ )*(?:ci\/run\.js (\w+)|(\S+\.ts))$/.exec(line) ?? []
      const file = command === undefined ? main : `ci/${command}.ts`
      if (file === undefined) throw new Error(`The script "${script}" does not run one of our commands: ${line}`)
      return load(/^(start|test)$/.test(script) ? `npm ${script}` : `npm run ${script}`, file)
    }),
  ...OTHERS.map(file => load(`node ${file}`, file)),
])

/** The commands of a family, by its help; a command that is none has none. */
async function membersOf(name: string, main: Main): Promise<readonly string[]> {
  const { out } = await runQuietly(main, ['--help'])
  const [, list = ''] = /\nCommands:\n([\s\S]*?)\n\n/.exec(out) ?? []
  return [...list.matchAll(/^ {2}(\S+)/gm)].map(([, word = '']) => word).map(word => `${name} -- ${word}`)
}

/** Every command with the words that lead to it. */
const CALLS = (
  await Promise.all(
    COMMANDS.map(async ([name, main]) => {
      const members = await membersOf(name, main)
      return [
        { name, main, words: [] },
        ...members.map(member => ({ name: member, main, words: [member.split(' -- ')[1] ?? ''] })),
      ]
    }),
  )
).flat()

const CODES: readonly number[] = Object.values(EXIT)

/** Where everything after `--` is for another program, nothing is too much. */
const PASSED_ON = ['npm test', 'npm run scenarios']

describe('--help', () => {
  test.each(CALLS)(
    'of $name begins with its name, and names exit codes of the table',
    async ({ name, main, words }) => {
      const { code, out, err } = await runQuietly(main, [...words, '--help'])
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).toMatch(new RegExp(`^${name}: \\w.*\\n\\n`))
      const [, line = ''] = /\n(Exit codes: [\s\S]+)\n$/.exec(out) ?? []
      const codes = [...line.replaceAll('\n', ' ').matchAll(/(?<=: |· )(\d+) \S/g)].map(([, digits]) => Number(digits))
      expect(codes).toEqual([...codes].sort((a, b) => a - b))
      const first = PASSED_ON.includes(name) ? [EXIT.good, EXIT.bad] : [EXIT.good, EXIT.bad, EXIT.usage]
      expect(codes.slice(0, 3)).toEqual(first)
      expect(codes.filter(each => !CODES.includes(each))).toEqual([])
      const wide = out.split('\n').filter(text => text.length > 120)
      expect(wide).toEqual([])
    },
  )

  test.each(CALLS)('of $name is its golden file', async ({ name, main, words }) => {
    const { out } = await runQuietly(main, [...words, '--help'])
    const file = name.replaceAll(/^(npm run|npm|node) |\.ts$/g, '').replaceAll(/ -- |\//g, '-')
    await expect(out).toMatchFileSnapshot(`testdata/help/${file}.txt`)
  })

  test.each(CALLS)('of $name is the same by its letter', async ({ main, words }) => {
    const [long, short] = await Promise.all(['--help', '-h'].map(flag => runQuietly(main, [...words, flag])))
    expect(short).toEqual(long)
  })
})

const READING = CALLS.filter(({ name }) => !PASSED_ON.includes(name))

test.each(READING)(
  '$name takes an unknown option for wrong usage, and says which was meant',
  async ({ main, words }) => {
    expect(await runQuietly(main, [...words, '--hlep'])).toEqual({
      code: EXIT.usage,
      out: '',
      err: expect.stringMatching(
        /^--hlep is not an option: did you mean --help\?\n[\s\S]*\nSee `n(pm|ode) .* --help`\.\n$/,
      ),
    })
  },
)

/** Of what a command takes without limit nothing is too much: it is looked up, and not found. */
const LOOKED_UP: Readonly<Record<string, string>> = {
  'npm run slo -- test': 'There is no SLO "hlep"',
  'npm run slo -- explain': 'There is no SLO "hlep"',
  'npm run incident -- verify': 'No incident has "hlep" in its name: did you mean help?',
  'npm run dashboards -- lint': 'Cannot read hlep: there is no such file or folder (ENOENT)',
}

/** Words that a command wants before one is too much; such as no command here would act on. */
const WANTED: Readonly<Record<string, readonly string[]>> = {
  'npm run diagnose': ['app'],
  'npm run drill': ['edge-down'],
  'npm run incident -- new': ['ingress-down'],
  'npm run probe': ['home'],
  'npm run slo -- diff': ['no-such-revision'],
  'npm run slo -- simulate': ['no-such-file'],
  'npm run dashboards -- diff': ['no-such-revision'],
  'npm run render -- diff': ['no-such-revision'],
  'npm run maintenance -- start': ['30m', 'reason'],
  'npm run vantage -- render': ['outside'],
  'npm run vantage -- update': ['outside'],
}

test.each(READING)(
  '$name takes a surplus argument for wrong usage, and says what was meant',
  async ({ name, main, words }) => {
    const { code, out, err } = await runQuietly(main, [...words, ...(WANTED[name] ?? []), 'hlep'])
    expect({ code, out }).toEqual({ code: EXIT.usage, out: '' })
    expect(err).toMatch(LOOKED_UP[name] ?? /"hlep": did you mean (--)?help\?\n/)
  },
)
