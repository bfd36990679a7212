import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { type Command, EXIT, runCommand, UsageError } from './command.ts'

/** A family with one command that does what it is told, and what was printed. */
async function run(argv: readonly string[], body: Command['run'] = async () => EXIT.good) {
  const printed: string[] = []
  const write = (text: string): void => void printed.push(text)
  const family = {
    script: 'demo',
    about: 'A demo.',
    commands: { generate: { summary: 'make', help: 'HELP\n', run: body } },
  }
  const code = await runCommand(family, argv, { stdout: write, stderr: write, env: {} })
  return { code, text: printed.join('') }
}

test('without a word, and before an option, generate is meant', async () => {
  const seen: (readonly string[])[] = []
  const body: Command['run'] = async argv => {
    seen.push(argv)
    return EXIT.good
  }
  expect((await run([], body)).code).toBe(EXIT.good)
  await run(['--check'], body)
  expect(seen).toEqual([[], ['--check']])
})

test.each([['nothing'], ['toString']])('the word %s is no command', async word => {
  expect(await run([word])).toMatchObject({
    code: EXIT.usage,
    text: expect.stringContaining(`There is no command "${word}"`),
  })
})

test('help is given of the family and of a command', async () => {
  expect((await run(['--help'])).text).toContain('npm run demo -- COMMAND [OPTIONS]')
  expect((await run(['generate', '--help'])).text).toBe('HELP\n')
})

test('wrong usage says where to look', async () => {
  const wrong = async (): Promise<number> => {
    throw new UsageError('Give a file')
  }
  expect(await run([], wrong)).toEqual({
    code: EXIT.usage,
    text: 'Give a file\n\nSee `npm run demo -- generate --help`.\n',
  })
})

test('a file that cannot be read is told in one line', async () => {
  const { code, text } = await run([], async () => (await readFile('/no/such/file')).length)
  expect({ code, text }).toEqual({
    code: EXIT.bad,
    text: expect.stringMatching(/^ENOENT: [^\n]*'\/no\/such\/file'\n$/),
  })
})

test('our own mistakes are not taken for somebody else’s', async () => {
  const broken = async (): Promise<number> => {
    throw new TypeError('x is not a function')
  }
  await expect(run([], broken)).rejects.toThrow('x is not a function')
})
