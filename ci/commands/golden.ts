import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { runChecks } from './check.ts'
import { runVitest } from './test.ts'

/** `npm run golden`. */
const GOLDEN = defineCommand({
  name: 'npm run golden',
  summary: 'rewrite the golden files of the unit tests, then check',
  help: {
    about:
      'A golden file is the output that a test expects. Read the diff: it is what changes for people and for Prometheus.',
    uses: [['npm run golden', 'all of them']],
  },
  options: {},
  exits: { good: 'rewritten, and every check is good', bad: 'a test or a check fails' },
  run: async (_, io) => {
    const tests = await runVitest(['--project', 'unit', '--update'])
    if (tests.failed > 0) return EXIT.bad
    const checks = await runChecks(io.env.PATH ?? '', io.stdout)
    return checks.every(check => check.isGood) ? EXIT.good : EXIT.bad
  },
})

export const main = GOLDEN.run
