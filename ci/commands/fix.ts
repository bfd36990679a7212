import path from 'node:path'
import { runOnScreen } from '../../adapters/processes/run-program.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'

/** `npm run fix`. */
const FIX = defineCommand({
  name: 'npm run fix',
  summary: 'format every file, and correct what biome can correct',
  help: { uses: [['npm run fix', 'all of them']] },
  options: {},
  exits: { good: 'nothing is left to correct', bad: 'something has to be corrected by hand' },
  run: async (_, io) => {
    const biome = path.join(io.repository, 'node_modules/.bin/biome')
    return (await runOnScreen(biome, ['check', '--write', '.'])) ? EXIT.good : EXIT.bad
  },
})

export const main = FIX.run
