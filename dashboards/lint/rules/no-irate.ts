import { eachTarget, type Rule } from '../rule.ts'

export const noIrate: Rule = {
  code: 'no-irate',
  summary: 'No query uses irate or idelta.',
  why: 'Between two points of a graph they read the last two samples only, so what happened before is never drawn.',
  scope: 'any',
  check: board =>
    eachTarget(board, 'Use rate(…[$__rate_interval]).', target =>
      target.query.calls
        .filter(({ name }) => name === 'irate' || name === 'idelta')
        .map(({ name }) => `${name}() skips most samples`),
    ),
}
