import { expect, test } from 'vitest'
import { parseDuration } from '../duration.ts'
import type { Operands } from './command.ts'
import { needing, type Options } from './options.ts'
import { parseArguments } from './parse.ts'

const OPTIONS = {
  fresh: { type: 'boolean', help: 'forget' },
  folder: { type: 'string', value: 'DIR', default: '.leadline', short: 'f', help: 'where' },
  timeout: { type: 'string', value: 'TIME', parse: parseDuration, need: 'a duration such as 2m', help: 'how long' },
  port: { type: 'string', value: 'NAME=PORT', multiple: true, help: 'moved' },
  format: { type: 'string', value: 'FORM', choices: ['text', 'json'], default: 'text', help: 'how' },
  compat: { type: 'string', value: 'sloth', refusal: 'Only our own rules are explained', help: '' },
  cluster: { type: 'string', value: '[CONTEXT]', isBareAllowed: true, help: 'which' },
  quiet: { type: 'boolean', excludes: 'fresh', help: 'says nothing' },
  ...needing('folder', { deep: { type: 'boolean', help: 'all below it' } }),
} as const satisfies Options

const ONE: Operands = { value: 'NAME', least: 1, most: 1, need: 'name one drill', choices: ['edge-down', 'slow-app'] }

const DEFAULTS = {
  fresh: false,
  folder: '.leadline',
  timeout: undefined,
  port: [],
  format: 'text',
  compat: undefined,
  deep: false,
  quiet: false,
  cluster: undefined,
}

test.each<[string, readonly string[], object]>([
  ['nothing', [], {}],
  ['a flag', ['--fresh'], { fresh: true }],
  ['a value', ['--folder', 'there'], { folder: 'there' }],
  ['a value after an equals sign', ['--folder=there'], { folder: 'there' }],
  ['a letter for an option', ['-f', 'there'], { folder: 'there' }],
  ['the last of several values', ['--folder', 'a', '--folder', 'b'], { folder: 'b' }],
  ['every value of an option that takes several', ['--port', 'a=1', '--port=b=2'], { port: ['a=1', 'b=2'] }],
  ['a value that is read', ['--timeout', '2m'], { timeout: parseDuration('2m') }],
  ['a choice', ['--format', 'json'], { format: 'json' }],
  ['a dash as a value, for a pipe', ['--folder', '-'], { folder: '-' }],
  ['an option without its value, where it may be', ['--cluster'], { cluster: '' }],
  ['an option without its value before another option', ['--cluster', '--fresh'], { cluster: '', fresh: true }],
  ['the value of an option that needs none', ['--cluster', 'home', '--fresh'], { cluster: 'home', fresh: true }],
  ['the same after an equals sign', ['--cluster=home'], { cluster: 'home' }],
  ['a value with a dash after an equals sign', ['--folder=-x'], { folder: '-x' }],
  ['an option beside the one that it needs', ['--deep', '--folder', 'x'], { deep: true, folder: 'x' }],
])('%s is understood', (_, argv, changes) => {
  expect(parseArguments(argv, { options: OPTIONS })).toEqual({
    kind: 'given',
    given: { values: { ...DEFAULTS, ...changes }, operands: [] },
  })
})

test('operands may stand between options, and after two dashes they may begin with one', () => {
  const operands: Operands = { value: 'ID …', least: 0, most: Number.POSITIVE_INFINITY, need: 'name SLOs' }
  expect(parseArguments(['a', '--fresh', 'b', '--', '--c'], { options: OPTIONS, operands })).toMatchObject({
    given: { values: { fresh: true }, operands: ['a', 'b', '--c'] },
  })
})

test.each<[readonly string[], string]>([
  [['--fresch'], '--fresch is not an option: did you mean --fresh?'],
  [['--wipe-the-disk'], '--wipe-the-disk is not an option'],
  [['--toString'], '--toString is not an option'],
  [['--cmpat', 'sloth'], '--cmpat is not an option'],
  [['--foldr', 'there'], '--foldr is not an option: did you mean --folder?'],
  [['-x'], '-x is not an option'],
  [['--fresh=yes'], '--fresh takes no value'],
  [['--folder'], '--folder needs a value: --folder DIR'],
  [['--folder='], '--folder needs a value: --folder DIR'],
  [['--folder', '--fresh'], '--folder needs a value: --folder DIR'],
  [['-f'], '-f needs a value: --folder DIR'],
  [['--timeout', 'soon'], 'Cannot use "soon" as --timeout: it must be a duration such as 2m'],
  [['--format', 'jsn'], 'Cannot use "jsn" as --format: did you mean json?'],
  [['--format', 'sarif'], 'Cannot use "sarif" as --format: it must be one of text, json'],
  [['--compat', 'sloth'], 'Only our own rules are explained'],
  [['--quiet', '--fresh'], '--quiet cannot go with --fresh'],
  [['--deep'], '--deep needs --folder'],
  [['x'.repeat(999)], `Unexpected argument "${'x'.repeat(60)}…": this command takes none`],
  [['now'], 'Unexpected argument "now": this command takes none'],
  [['hepl'], 'Unexpected argument "hepl": did you mean --help?'],
  [['fresh'], 'Unexpected argument "fresh": did you mean --fresh?'],
])('%j is one mistake', (argv, mistake) => {
  expect(parseArguments(argv, { options: OPTIONS })).toEqual({
    kind: 'mistakes',
    mistakes: [mistake],
  })
})

test.each<[readonly string[], string]>([
  [[], 'Name one drill'],
  [['edge-dwn'], 'Cannot use "edge-dwn": did you mean edge-down?'],
  [['meteor'], 'Cannot use "meteor": it must be one of edge-down, slow-app'],
  [['edge-down', 'slow-app'], 'Unexpected argument "slow-app": name one drill'],
])('%j is a mistake where one of a few names is wanted', (argv, mistake) => {
  expect(parseArguments(argv, { options: {}, operands: ONE })).toEqual({ kind: 'mistakes', mistakes: [mistake] })
})

test('every mistake is reported at once, and those of options that do not go together with them', () => {
  const mistakes = ({ port = [] }: { port?: readonly string[] }) => port.map(name => `There is no port ${name}`)
  const argv = ['--fresch', '--timeout', 'soon', '--port', 'a', '--port', 'b', 'x', '--fresh=1']
  const reading = parseArguments(argv, { options: OPTIONS, mistakes })
  expect(reading.kind === 'mistakes' ? reading.mistakes.length : reading).toBe(6)
})

test.each([['--help'], ['-h'], ['--help', '--fresch'], ['x', '-h']])(
  '%s asks for help, whatever else is wrong',
  (...argv) => {
    expect(parseArguments(argv, { options: OPTIONS, operands: ONE })).toEqual({ kind: 'help' })
  },
)
