import { expect, test } from 'vitest'
import { type OutputStream, openTerminal } from './terminal.ts'

const NOON = new Date('2026-02-05T12:00:00.000Z')

/** A stream that keeps what is written to it. */
function collect(changes: Omit<OutputStream, 'write'> = { isTTY: true, columns: 80, rows: 24 }) {
  const written: string[] = []
  const output: OutputStream = { ...changes, write: text => written.push(text) > 0 }
  return { output, written, all: () => written.join('') }
}

/** Lines written over a block of so many, each clearing what was longer in its row. */
const over = (block: number, ...lines: readonly string[]): string =>
  `\u001b[${block}A${lines.map(line => `${line}\u001b[K\n`).join('')}${lines.length < block ? '\u001b[0J' : ''}`

test('a log file gets each line with its time, and no empty lines or control characters', () => {
  const { output, all } = collect({})
  const terminal = openTerminal(output, {}, () => NOON)
  terminal.say(['one', '', terminal.paint('bad', 'two')])
  terminal.live(['a table'])
  terminal.end()
  expect(terminal.isLive).toBe(false)
  expect(all()).toBe('2026-02-05T12:00:00.000Z one\n2026-02-05T12:00:00.000Z two\n')
})

test('the live block is redrawn over exactly the lines that were drawn', () => {
  const { output, written } = collect()
  const terminal = openTerminal(output, {}, () => NOON)
  terminal.live(['a', 'b', 'c'])
  terminal.live(['d'])
  terminal.live(['e', 'f'])
  expect(written).toEqual(['a\nb\nc\n', over(3, 'd'), over(1, 'e', 'f')])
})

test('lines that stay are written above the live block', () => {
  const { output, written } = collect()
  const terminal = openTerminal(output, {}, () => NOON)
  terminal.say(['before'])
  terminal.live(['a', 'b'])
  terminal.say(['news', ''])
  terminal.live(['c', 'd'])
  expect(written).toEqual(['before\n', 'a\nb\n', over(2, 'news', '', 'a', 'b'), over(2, 'c', 'd')])
})

test('after the end, the block stays where it is', () => {
  const { output, written } = collect()
  const terminal = openTerminal(output, {}, () => NOON)
  terminal.live(['a'])
  terminal.end()
  terminal.say(['stopping'])
  expect(written).toEqual(['a\n', 'stopping\n'])
})

test('a block is cut to the height of the screen, or it could not be erased', () => {
  const { output, written } = collect({ isTTY: true, columns: 80, rows: 4 })
  const terminal = openTerminal(output, {}, () => NOON)
  terminal.live(['1', '2', '3', '4', '5'])
  terminal.live(['6'])
  expect(written).toEqual(['1\n2\n3\n', over(3, '6')])
})

test('a line is broken to the width of the screen, at spaces where it has any, and colours do not count', () => {
  const { output, written } = collect({ isTTY: true, columns: 14, rows: 24 })
  const terminal = openTerminal(output, {}, () => NOON)
  terminal.live([`ab ${terminal.paint('good', 'cdefgh ij klmno')} p`, '12345678901234', '123456789012345'])
  expect(written).toEqual(['ab \u001b[32mcdefgh ij\n    klmno\u001b[39m p\n12345678901234\n12345678901234\n    5\n'])
})

test('a terminal that does not know its size is taken for 80 by 24', () => {
  for (const size of [{ isTTY: true }, { isTTY: true, columns: 0, rows: 0 }]) {
    const { output, written } = collect(size)
    openTerminal(output, {}, () => NOON).live(Array.from({ length: 30 }, () => 'x'.repeat(100)))
    expect(written).toEqual([
      `${'x'.repeat(80)}\n    ${'x'.repeat(20)}\n`.repeat(12).split('\n').slice(0, 23).concat('').join('\n'),
    ])
  }
})

test.each<[string, Readonly<Record<string, string>>, boolean, boolean]>([
  ['a plain terminal', { TERM: 'xterm-256color' }, true, true],
  ['NO_COLOR', { TERM: 'xterm-256color', NO_COLOR: '1' }, true, false],
  ['an empty NO_COLOR', { TERM: 'xterm-256color', NO_COLOR: '' }, true, true],
  ['TERM=dumb', { TERM: 'dumb' }, false, false],
])('with %s the view is live and coloured as it should be', (_, env, isLive, isColoured) => {
  const terminal = openTerminal(collect().output, env, () => NOON)
  expect(terminal.isLive).toBe(isLive)
  expect(terminal.paint('good', 'x')).toBe(isColoured ? '\u001b[32mx\u001b[39m' : 'x')
  expect(terminal.paint('good', '')).toBe('')
})

test('a screen of another width is drawn from its top, because the position of the block is unknown', () => {
  const written: string[] = []
  const output = { isTTY: true, columns: 80, rows: 24, write: (text: string) => written.push(text) > 0 }
  const terminal = openTerminal(output, {}, () => NOON)
  terminal.live(['a'])
  output.columns = 40
  terminal.live(['b'])
  terminal.live(['c'])
  expect(written).toEqual(['a\n', '\u001b[2J\u001b[Hb\n', over(1, 'c')])
})
