import { expect, test } from 'vitest'
import { parseSource } from './source.ts'
import { type WordCount, wordsInComments, wordsInDocuments, wordsInNames, wordsInTexts } from './words.ts'

const SOURCE = parseSource(
  'x.ts',
  [
    '/**',
    ' * Whom it was told.',
    ' */',
    "export const tellAll = 'nobody' // Seldom, and seldomly.",
    `export const message = \`it \${'x'} believes\``,
    'export const HELP = `Lives',
    'as a bearer that bears it`',
  ].join('\n'),
)

function places({ findings }: WordCount): readonly string[] {
  return findings.map(({ line, text }) => `${text} ${line}`)
}

test('words of comments are counted by the lines that comments stand on', () => {
  const count = wordsInComments('comments', [SOURCE])
  expect(places(count)).toEqual(['told 2', 'seldom 4'])
  expect(count.units).toBe(4)
})

test('a text without a blank is no message, and a text of several lines is a help text', () => {
  const [messages, helpTexts] = wordsInTexts([SOURCE])
  expect(places(messages)).toEqual(['believes 5'])
  expect(messages.units).toBe(1)
  expect(places(helpTexts)).toEqual(['bears 7'])
  expect(helpTexts.units).toBe(2)
})

test('names are taken apart into words', () => {
  expect(places(wordsInNames([SOURCE]))).toEqual(['tell 4'])
})

test('documents count sentences, and not their code', () => {
  const text = '# It lived\n\nOne told. Two.\n\n```sh\ntell me\n```\n- three\n- nobody\n'
  const count = wordsInDocuments([{ file: 'a.md', text }])
  expect(places(count)).toEqual(['lived 1', 'told 3', 'nobody 9'])
  expect(count.units).toBe(5)
})
