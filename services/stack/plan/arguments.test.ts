import { expect, test } from 'vitest'
import { parseDuration } from '../../../lib/duration.ts'
import { readStartArguments, START_HELP, type StartArguments } from './arguments.ts'
import { DEFAULT_PORTS } from './ports.ts'

const DEFAULTS: StartArguments = { isFresh: false, readyTimeout: undefined, ports: DEFAULT_PORTS, folder: '.leadline' }

test.each<[string, readonly string[], Partial<StartArguments>]>([
  ['nothing', [], {}],
  ['--fresh', ['--fresh'], { isFresh: true }],
  ['a timeout', ['--ready-timeout', '120s'], { readyTimeout: parseDuration('2m') }],
  ['a timeout after an equals sign', ['--ready-timeout=2m'], { readyTimeout: parseDuration('2m') }],
  ['a folder', ['--folder', 'elsewhere'], { folder: 'elsewhere' }],
  ['the last of several folders', ['--folder', 'a', '--folder', 'b'], { folder: 'b' }],
  [
    'several ports',
    ['--port', 'edge-https=18443', '--port=control=18400'],
    { ports: { ...DEFAULT_PORTS, 'edge-https': 18443, control: 18400 } },
  ],
])('%s is understood', (_, argv, changes) => {
  expect(readStartArguments(argv)).toEqual({ kind: 'start', start: { ...DEFAULTS, ...changes } })
})

test.each([['--help'], ['-h']])('%s asks for help', flag => {
  expect(readStartArguments([flag])).toEqual({ kind: 'help' })
})

test.each<[readonly string[], string]>([
  [['--fresch'], '--fresch is not an option: did you mean --fresh?'],
  [['--wipe-the-disk'], '--wipe-the-disk is not an option'],
  [['--toString'], '--toString is not an option'],
  [['-x'], '-x is not an option'],
  [['fresh'], 'Cannot use "fresh": every option starts with --'],
  [['--folder'], '--folder needs a value'],
  [['--folder='], '--folder needs a value'],
  [['--folder', '--fresh'], '--folder needs a value'],
  [['--fresh=yes'], '--fresh takes no value'],
  [['--ready-timeout', 'soon'], 'Cannot use "soon" as --ready-timeout: it must be a duration such as 120s or 2m'],
  [['--ready-timeout', '0s'], 'Cannot use "0s" as --ready-timeout: it must be a duration such as 120s or 2m'],
  [['--port', 'edge=1'], 'There is no port "edge"'],
])('%j is a mistake', (argv, mistake) => {
  const reading = readStartArguments(argv)
  expect(reading).toMatchObject({ kind: 'mistakes', mistakes: [expect.stringContaining(mistake)] })
})

test('every mistake is reported at once, even beside --help', () => {
  const argv = ['--fresch', 'now', '--ready-timeout', 'soon', '--port', 'edge=1', '--port', 'control=x', '--help']
  const reading = readStartArguments(argv)
  expect(reading.kind === 'mistakes' ? reading.mistakes.length : reading).toBe(5)
})

test('the help names every port and every exit code', async () => {
  for (const [name, port] of Object.entries(DEFAULT_PORTS)) expect(START_HELP).toContain(`${name}=${port}`)
  await expect(START_HELP).toMatchFileSnapshot('testdata/help/start.txt')
})
