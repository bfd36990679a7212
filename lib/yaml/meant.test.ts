import { expect, test } from 'vitest'
import { openYaml, type YamlMap, type YamlReader } from './reader.ts'

/** What is said of one value that is read as a kind. */
function saidOf(text: string, read: (yaml: YamlReader, map: YamlMap) => unknown) {
  const yaml = openYaml({ path: 'a.yaml', text: `key: ${text}\n` })
  const [map] = yaml.documents
  if (map === undefined) throw new Error('there is no mapping')
  expect(read(yaml, map)).toBeUndefined()
  return yaml.diagnostics.map(({ message, help }) => [message, help])
}

test.each([
  ['.nan', 'not .nan', undefined],
  ['-.inf', 'not -.inf', undefined],
  ['1e999', 'not 1e999', undefined],
  ['"99.9"', 'not text "99.9"', 'Write it without quotes: 99.9.'],
  ['99.9%', 'not text "99.9%"', 'Did you mean 99.9?'],
  ['99,9', 'not text "99,9"', 'Did you mean 99.9?'],
  ['10_000', 'not text "10_000"', 'Did you mean 10000?'],
  ['high', 'not text "high"', undefined],
])('%s for a number', (text, said, help) => {
  expect(saidOf(text, (yaml, map) => yaml.number(map, 'key'))).toEqual([[`"key" must be a number, ${said}`, help]])
})

test.each([
  ['30', 'not number 30', 'Did you mean 30d, 30h, 30m or 30s?'],
  ['30 days', 'not text "30 days"', 'Did you mean 30d?'],
  ['5M', 'not text "5M"', 'Did you mean 5m?'],
  ['0s', 'not text "0s"', undefined],
  ['soon', 'not text "soon"', undefined],
])('%s for a duration', (text, said, help) => {
  const wanted = '"key" must be a duration such as 5s, 250ms or 1h30m'
  expect(saidOf(text, (yaml, map) => yaml.duration(map, 'key'))).toEqual([[`${wanted}, ${said}`, help]])
})

test.each([
  ['yes', 'Did you mean true?'],
  ['Off', 'Did you mean false?'],
  ['1', 'Did you mean true?'],
  ['perhaps', undefined],
])('%s for true or false', (text, help) => {
  expect(saidOf(text, (yaml, map) => yaml.boolean(map, 'key'))).toEqual([
    [expect.stringContaining('"key" must be true or false, not '), help],
  ])
})

test.each([
  ['2024', '2024'],
  ['1.10', '1.10'],
  ['true', 'true'],
  ['.nan', '.nan'],
])('%s for a text is to be put in quotes as it is written', (text, quoted) => {
  const said = saidOf(text, (yaml, map) => yaml.string(map, 'key'))
  expect(said).toEqual([[expect.stringContaining('"key" must be text, not '), `Put it in quotes: "${quoted}".`]])
})
