import { numberAt } from '../../../lib/json/path.ts'
import type { Rule } from '../rule.ts'

/** Newest classic schema: Grafana 12.2 to 13 read it as it is, and older versions without a migration. */
const PINNED = 42

export const schemaVersion: Rule = {
  code: 'schema-version',
  summary: `A dashboard of ours is written in schema ${PINNED}.`,
  why: 'Another version is migrated at load, and what Grafana then shows is not what was reviewed.',
  scope: 'ours',
  check: board =>
    numberAt(board.json, 'schemaVersion') === PINNED
      ? []
      : [
          {
            path: [...board.root, 'schemaVersion'],
            message: `its schema version is ${numberAt(board.json, 'schemaVersion') ?? 'not set'}`,
            help: `Write schema ${PINNED}; after an update of the SDK, read its changes and pin the new one.`,
          },
        ],
}
