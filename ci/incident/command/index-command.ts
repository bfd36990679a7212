import { defineCommand } from '../../../lib/command/run.ts'
import { checkGenerated, writeGenerated } from '../../generated/bring-up-to-date.ts'
import { GENERATED_INDEX } from '../index-set.ts'

/** `npm run incident -- index`. */
export const INDEX = defineCommand({
  name: 'npm run incident -- index',
  summary: 'write the table of incidents, with their times and open actions',
  help: {
    about:
      'postmortems/README.md: how long each took to be detected, diagnosed and mitigated, which actions have no proof that holds, and what no incident covers.',
    uses: [
      ['npm run incident -- index', 'write it'],
      ['npm run incident -- index --check', 'say whether it is stale'],
    ],
  },
  options: { check: { type: 'boolean', help: 'write nothing; exit 1 when the table is stale' } },
  exits: { good: 'done', bad: 'a mistake in an incident, or a stale table with --check' },
  run: ({ values }, io) =>
    values.check ? checkGenerated([GENERATED_INDEX], io) : writeGenerated([GENERATED_INDEX], io),
})
