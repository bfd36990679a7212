import type { Rule } from '../rule.ts'

export const uidUnique: Rule = {
  code: 'uid-unique',
  summary: 'No two boards that are delivered together share a uid or a title.',
  why: 'Two boards with one uid, or one title in a folder, make Grafana stop writing every board of that provider.',
  scope: 'any',
  check: (board, { boards }) =>
    (['uid', 'title'] as const).flatMap(key =>
      boards.some(other => other !== board && other[key] === board[key] && board[key] !== '')
        ? [
            {
              path: [...board.root, key],
              message: `another board has the same ${key} “${board[key]}”`,
              help: 'Grafana would stop updating all boards of the provider: rename one of the two.',
            },
          ]
        : [],
    ),
}
