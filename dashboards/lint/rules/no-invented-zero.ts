import { eachTarget, type Rule } from '../rule.ts'

export const noInventedZero: Rule = {
  code: 'no-invented-zero',
  summary: 'No query ends in `or vector(0)`.',
  why: 'Without any data it shows 0, and so nothing measured looks like nothing wrong.',
  scope: 'any',
  isAboutDrawing: true,
  check: board =>
    eachTarget(board, 'Write `or 0 * count(…)` of a series that is there while something is measured.', ({ query }) =>
      /\bor\s+(?:on\s*\(\s*\)\s*)?vector\(\s*0\s*\)\s*$/i.test(query.text)
        ? ['what is not measured is shown as 0']
        : [],
    ),
}
