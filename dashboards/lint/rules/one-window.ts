import { binariesIn } from '../../promql/binary.ts'
import { parseQuery } from '../../promql/parse.ts'
import { eachTarget, type Rule } from '../rule.ts'

/** Functions that read what a counter rose by in a window. */
const RISES = new Set(['rate', 'increase'])

export const oneWindow: Rule = {
  code: 'one-window',
  summary: 'Both sides of a ratio count over the same window.',
  why: 'A part of five minutes over a whole of one hour is no share of anything, and looks like one.',
  scope: 'ours',
  isAboutDrawing: true,
  check: board =>
    eachTarget(board, 'Take one window for both sides.', ({ query }) =>
      query.isOpaque
        ? []
        : binariesIn(query.text)
            .filter(({ operator }) => operator === '/')
            .flatMap(({ left, right }) => {
              const [parts, wholes] = [windowsIn(left), windowsIn(right)]
              const other = [...parts].find(window => wholes.size > 0 && !wholes.has(window))
              return other === undefined ? [] : ['the two sides of a ratio count over different windows']
            }),
    ),
}

function windowsIn(text: string): ReadonlySet<string> {
  const rises = parseQuery(text).selectors.filter(({ within: [call = ''] }) => RISES.has(call))
  return new Set(rises.flatMap(({ range }) => range ?? []))
}
