import { at, listAt } from '../../../lib/json/path.ts'
import type { Rule } from '../rule.ts'

export const readOnly: Rule = {
  code: 'read-only',
  summary: 'A generated dashboard cannot be edited in Grafana, and carries the digest of what was generated.',
  why: 'An edit in the browser is lost with the next deploy; the digest shows whether the live dashboard is the generated one.',
  scope: 'ours',
  check: board => [
    ...(at(board.json, 'editable') === false
      ? []
      : [
          {
            path: [...board.root, 'editable'],
            message: 'it can be edited in Grafana',
            help: 'Set “editable” to false: changes in the browser are lost with the next deploy.',
          },
        ]),
    ...(listAt(board.json, 'tags').some(tag => /^gen:[0-9a-f]{8}$/.test(String(tag)))
      ? []
      : [
          {
            path: [...board.root, 'tags'],
            message: 'it has no tag “gen:” with its digest',
            help: 'Write dashboards with `npm run dashboards` only.',
          },
        ]),
  ],
}
