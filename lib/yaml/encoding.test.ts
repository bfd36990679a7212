import { expect, test } from 'vitest'
import { openYaml } from './reader.ts'

const problemsOf = (text: string) =>
  openYaml({ path: 'a.yaml', text }).diagnostics.map(({ code, line, column, message }) => [code, line, column, message])

test.each([
  ['a: caf\udce9\n', 1, 7, 'The byte 0xE9 ("é" in Latin-1) is no UTF-8'],
  ['a: 1\nb: it\udc92s\n', 2, 6, 'The byte 0x92 is no UTF-8'],
  ['a: \udce4\udcf6\udcfc\n', 1, 4, 'The byte 0xE4 ("ä" in Latin-1) is no UTF-8; nor are 2 more bytes'],
  ['\udcff\udcfea\0:\0 \0\x31\0', 1, 1, 'The file is in UTF-16, not in UTF-8'],
  ['\udcfe\udcff\0a\0:\0 \0\x31', 1, 1, 'The file is in UTF-16, not in UTF-8'],
  ['\udcff\udcfe\0\0a\0\0\0:\0\0\0', 1, 1, 'The file is in UTF-32, not in UTF-8'],
  ['\0\0\0a\0\0\0:\0\0\0 ', 1, 1, 'The file is in UTF-32, not in UTF-8'],
  ['v\0e\0r\0s\0i\0o\0n\0', 1, 1, 'The file is in UTF-16, not in UTF-8'],
])('%j is named for what it is', (text, line, column, message) => {
  expect(problemsOf(text)).toEqual([['not-utf8', line, column, message]])
})

test('what is UTF-8 is read, whatever it holds', () => {
  for (const text of ['a: café\n', 'a: 🍰\n', 'a: "\ufffd"\n', '\ufeffa: 1\n']) expect(problemsOf(text)).toEqual([])
})

test.each([
  ['mappings', Array.from({ length: 2000 }, (_, index) => `${' '.repeat(index)}a:\n`).join('')],
  ['lists on a line', `a:\n  ${'- '.repeat(3000)}x\n`],
  ['mappings less deep than the stack', Array.from({ length: 100 }, (_, index) => `${' '.repeat(index)}a:\n`).join('')],
])('%s in each other are nested too deeply, which is said once', (_, text) => {
  expect(problemsOf(text)).toEqual([
    ['nested-too-deep', expect.any(Number), expect.any(Number), 'This is nested too deeply'],
  ])
})
