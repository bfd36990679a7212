import type { Rule } from '../rule.ts'

export const uidUnique: Rule = {
  code: 'uid-unique',
  summary: 'No two dashboards that are delivered together share a uid or a title.',
  why: 'Where two dashboards have one uid, or one title in a folder, Grafana stops updating every dashboard of that provider.',
  scope: 'any',
  check: (board, { boards }) =>
    (['uid', 'title'] as const).flatMap(key =>
      boards.some(other => other !== board && other[key] === board[key] && board[key] !== '')
        ? [
            {
              path: [...board.root, key],
              message: `another dashboard has the same ${key} “${board[key]}”`,
              help: 'Grafana would stop updating all dashboards of the provider: rename one of the two.',
            },
          ]
        : [],
    ),
}
