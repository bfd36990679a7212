import { defineCommand } from '../../lib/command/run.ts'
import { GENERATED_BOARDS } from '../dashboards/generated-boards.ts'
import { checkGenerated, writeGenerated } from '../generated/bring-up-to-date.ts'
import type { GeneratedSet } from '../generated/generated-set.ts'
import { GENERATED_INDEX } from '../incident/index-set.ts'
import { GENERATED_RULES } from '../slo/generated-rules.ts'
import { GENERATED_DOCUMENTS } from './docs.ts'

/** Everything that is generated; a set stands after those it is made from. */
export const GENERATED: readonly GeneratedSet[] = [
  GENERATED_DOCUMENTS,
  GENERATED_RULES,
  GENERATED_BOARDS,
  GENERATED_INDEX,
]

/** `npm run generate`. */
const GENERATE = defineCommand({
  name: 'npm run generate',
  summary: 'write everything that is generated from definitions and code',
  help: {
    about: 'In the order in which one is made from another, and only what changed:',
    uses: GENERATED.map(({ name, files }) => [name, files] as const),
    notes: '`npm run slo` and `npm run dashboards` write their own part alone.',
  },
  options: { check: { type: 'boolean', help: 'write nothing; name every file that is not what its sources say' } },
  exits: { good: 'done', bad: 'an error in a definition, or a stale file with --check' },
  run: ({ values }, io) => (values.check ? checkGenerated(GENERATED, io) : writeGenerated(GENERATED, io)),
})

export const main = GENERATE.run
