import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { diagnosticAt } from '../diagnostic/diagnostic.ts'
import { ExternalError } from '../system-error.ts'
import { runQuietly } from './command.testkit.ts'
import { type CommandIo, type SystemSignal, UsageError } from './command.ts'
import { accept } from './definition-error.ts'
import { EXIT } from './exit-codes.ts'
import { defineCommand, runFamily } from './run.ts'

type Body = (operands: readonly string[], io: CommandIo) => Promise<void>

/** A family with one command of this body. */
function demo(body: Body, otherwise?: string) {
  const generate = defineCommand({
    name: 'npm run demo -- generate',
    summary: 'makes it',
    help: { uses: [['npm run demo -- generate', 'all of it']] },
    options: { check: { type: 'boolean', help: 'write nothing' } },
    operands: { value: 'ID …', least: 0, most: 9, need: 'name parts' },
    exits: { good: 'made', bad: 'not made' },
    endsOn: ['SIGINT', 'SIGTERM'],
    run: async ({ operands }, io) => {
      await body(operands, io)
      return EXIT.good
    },
  })
  const family = {
    name: 'npm run demo',
    summary: 'a demo',
    commands: { generate: async () => generate },
    ...(otherwise && { otherwise }),
  }
  return (...argv: readonly string[]) => runQuietly((words, io) => runFamily(family, words, io), argv)
}

const fine: Body = async () => undefined
const throwing = (error: unknown) => demo(() => Promise.reject(error), 'generate')()

test('without a word, and before an option, the usual command is meant', async () => {
  const seen: (readonly string[])[] = []
  const run = demo(async operands => void seen.push(operands), 'generate')
  expect(await run()).toEqual({ code: 0, out: '', err: '' })
  expect(await run('--check')).toMatchObject({ code: 0 })
  expect(await run('generate', 'a')).toMatchObject({ code: 0 })
  expect(seen).toEqual([[], [], ['a']])
})

test.each([
  [[], ''],
  [['--check'], '--check is not an option\n'],
  [['--hlep'], '--hlep is not an option: did you mean --help?\n'],
])('%j names no command where none is the usual one', async (argv, mistake) => {
  expect(await demo(fine)(...argv)).toEqual({
    code: 2,
    out: '',
    err: `${mistake}Name one of generate\n\nSee \`npm run demo -- --help\`.\n`,
  })
})

test.each([
  ['nothing', 'There is no command "nothing": name one of generate\n'],
  ['toString', 'There is no command "toString": name one of generate\n'],
  ['hlep', 'There is no command "hlep": did you mean help?\n'],
  ['genrate', 'There is no command "genrate": did you mean generate?\n'],
])('the word %s is no command', async (word, sentence) => {
  expect(await demo(fine, 'generate')(word)).toMatchObject({ code: 2, err: expect.stringContaining(sentence) })
})

test.each(['--help', '-h', 'help'])('%s explains the family, and after a command the command', async word => {
  expect(await demo(fine)(word)).toMatchObject({ code: 0, out: expect.stringMatching(/^npm run demo: a demo\n/) })
  if (word === 'help') return
  const { code, out } = await demo(fine)('generate', word)
  expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^npm run demo -- generate: makes it\n/) })
})

test('wrong usage says what is wrong and where the help is, found by the kit or by the command', async () => {
  const see = '\n\nSee `npm run demo -- generate --help`.\n'
  const parsed = { code: 2, out: '', err: `--chek is not an option: did you mean --check?${see}` }
  expect(await demo(fine)('generate', '--chek')).toEqual(parsed)
  expect(await throwing(new UsageError('Give a file'))).toEqual({ code: 2, out: '', err: `Give a file${see}` })
})

test('a failure of the outside is one line', async () => {
  const missing = await readFile('/no/such/file').catch((error: unknown) => error)
  const silent = new ExternalError('The stack does not answer')
  expect(await throwing(silent)).toEqual({ code: 1, out: '', err: 'The stack does not answer\n' })
  expect(await throwing(missing)).toEqual({
    code: 1,
    out: '',
    err: 'Cannot open /no/such/file: there is no such file or folder (ENOENT)\n',
  })
})

test('nothing that is quoted of the outside is obeyed by a terminal', async () => {
  const quoted = 'Cannot read a\ufffd[2J'
  const raw = quoted.replace('\ufffd', '\u001b')
  for (const error of [new UsageError(raw), new ExternalError(raw)])
    expect(await throwing(error)).toMatchObject({ err: expect.stringContaining(`${quoted}\n`) })
  expect(await throwing(new Error(raw))).toMatchObject({ err: expect.stringContaining(`${quoted}\n`) })
  expect(await demo(fine)('a\u001b[2J')).toMatchObject({ err: expect.stringContaining('"a\ufffd[2J"') })
})

const problem = (severity: 'error' | 'warning') =>
  diagnosticAt({ path: 'a.yaml', text: 'objective: 101\n' }, [11, 14], { severity, code: 'x', message: 'Cannot be' })

test('mistakes in definitions are shown with their places', async () => {
  const run = demo(async (_, io) => void accept({ value: 1, diagnostics: [problem('warning'), problem('error')] }, io))
  expect(await run('generate')).toEqual({
    code: 1,
    out: '',
    err: expect.stringMatching(/^a\.yaml:1:12: warning: [\s\S]*a\.yaml:1:12: error: Cannot be \[x\]\n[\s\S]*\^\^\^/),
  })
})

test('warnings are shown and stop nothing', async () => {
  const values: number[] = []
  const run = demo(async (_, io) => void values.push(accept({ value: 1, diagnostics: [problem('warning')] }, io)))
  expect(await run('generate')).toMatchObject({ code: 0, err: expect.stringContaining('a.yaml:1:12: warning: ') })
  expect(values).toEqual([1])
})

test('a bug of ours is shown as one, with its stack', async () => {
  expect(await throwing(new TypeError('x is not a function'))).toEqual({
    code: 1,
    out: '',
    err: expect.stringMatching(
      /^npm run demo -- generate failed on an unexpected error, which is a bug of Leadline:\nTypeError: x is not a function\n {4}at .*run\.test\.ts/,
    ),
  })
})

test('a signal that the command takes aborts it, and is no longer listened to when it has ended', async () => {
  const listening = new Map<SystemSignal, () => void>()
  const onSignal: CommandIo['onSignal'] = (signal, listener) => {
    listening.set(signal, listener)
    return () => void listening.delete(signal)
  }
  const states: boolean[] = []
  const { run } = defineCommand({
    name: 'node demo.ts',
    summary: 'waits',
    help: { uses: [] },
    options: {},
    exits: { good: 'ended' },
    endsOn: ['SIGINT', 'SIGTERM'],
    run: async (_, { signal }) => {
      states.push(signal.aborted)
      listening.get('SIGTERM')?.()
      states.push(signal.aborted)
      return EXIT.good
    },
  })
  await runQuietly(run, [], { onSignal })
  expect(states).toEqual([false, true])
  expect(listening.size).toBe(0)
})

test('a command for another program takes only a --help in front', async () => {
  const seen: (readonly string[])[] = []
  const { run } = defineCommand({
    name: 'npm test',
    summary: 'tests',
    help: { uses: [] },
    options: {},
    passesOn: true,
    exits: { good: 'passed' },
    run: async ({ operands }) => {
      seen.push(operands)
      return EXIT.good
    },
  })
  await runQuietly(run, ['slo/', '--help', '--project', 'unit'])
  expect(seen).toEqual([['slo/', '--help', '--project', 'unit']])
  expect(await runQuietly(run, ['--help', 'x'])).toMatchObject({ code: 0, out: expect.stringMatching(/^npm test: /) })
})
