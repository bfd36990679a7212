import { expect, test } from 'vitest'
import { parseArguments } from '../../../lib/command/parse.ts'
import { parseDuration } from '../../../lib/duration.ts'
import { portMistakes, START_OPTIONS, type StartArguments, startArguments } from './arguments.ts'
import { DEFAULT_PORTS } from './ports.ts'

const DEFAULTS: StartArguments = { isFresh: false, readyTimeout: undefined, ports: DEFAULT_PORTS, folder: '.leadline' }

const read = (argv: readonly string[]) => parseArguments(argv, { options: START_OPTIONS, mistakes: portMistakes })

test.each<[string, readonly string[], Partial<StartArguments>]>([
  ['nothing', [], {}],
  ['--fresh', ['--fresh'], { isFresh: true }],
  ['a timeout', ['--ready-timeout', '120s'], { readyTimeout: parseDuration('2m') }],
  ['a folder', ['--folder', 'elsewhere'], { folder: 'elsewhere' }],
  [
    'several ports',
    ['--port', 'edge-https=18443', '--port=control=18400'],
    { ports: { ...DEFAULT_PORTS, 'edge-https': 18443, control: 18400 } },
  ],
])('%s is understood', (_, argv, changes) => {
  const reading = read(argv)
  expect(reading.kind === 'given' ? startArguments(reading.given.values) : reading).toEqual({ ...DEFAULTS, ...changes })
})

test.each<[readonly string[], string]>([
  [['--ready-timeout', 'soon'], 'Cannot use "soon" as --ready-timeout: it must be a duration such as 120s or 2m'],
  [['--ready-timeout', '0s'], 'Cannot use "0s" as --ready-timeout: it must be a duration such as 120s or 2m'],
  [['--port', 'edge=1'], 'There is no port "edge"'],
])('%j is a mistake', (argv, mistake) => {
  expect(read(argv)).toEqual({ kind: 'mistakes', mistakes: [expect.stringContaining(mistake)] })
})

test('every mistake is reported at once, those in ports too', () => {
  const argv = [
    '--fresch',
    'now',
    '--ready-timeout',
    'soon',
    '--port',
    'edge=1',
    '--port',
    'control=x',
    'x',
    '--fresh=1',
  ]
  const reading = read(argv)
  expect(reading.kind === 'mistakes' ? reading.mistakes.length : reading).toBe(6)
})
