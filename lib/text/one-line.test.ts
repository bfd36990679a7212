import { expect, test } from 'vitest'
import { oneLine } from './one-line.ts'

test.each([
  ['plain text with ü and 日本', 'plain text with ü and 日本'],
  ['\u001b[31mred\u001b[0m', '\ufffd[31mred\ufffd[0m'],
  ['two\r\nlines\tand a tab', 'two lines and a tab'],
  ['bell\u0007, c1 \u009b2J', 'bell\ufffd, c1 \ufffd2J'],
  ['turned \u202eround', 'turned \ufffdround'],
])('%j is %j', (text, shown) => expect(oneLine(text)).toBe(shown))
