import { runEntry } from '../../adapters/command/entry.js'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { runVitest } from './test.ts'

/** `npm run scenarios`. */
const SCENARIOS = defineCommand({
  name: 'npm run scenarios',
  summary: 'run every scenario of a deploy in real time',
  help: {
    about:
      'Against a real Nginx as edge and as ingress and real processes of the app; the API server is a fake. npm test runs them on a simulated clock, and some of them so. It takes about a quarter of an hour.',
    uses: [
      ['npm run scenarios', 'all of them, five at a time'],
      ['npm run scenarios -- -t half', 'those whose name contains "half"'],
    ],
    notes: 'Everything after -- goes to vitest.',
  },
  options: {},
  passesOn: true,
  exits: { good: 'all good', bad: 'a scenario ended otherwise than it should' },
  run: async ({ operands }) => {
    const args = ['--project', 'real-time', ...operands]
    const { failed } = await runVitest(args, 'inherit', { SCENARIOS: 'all' })
    return failed === 0 ? EXIT.good : EXIT.bad
  },
})

export const main = SCENARIOS.run

if (import.meta.main) await runEntry(main)
