import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { runAsProcess } from '../adapters/command/process-io.ts'
import { EXIT } from '../lib/command/exit-codes.ts'
import { defineCommand } from '../lib/command/run.ts'

/** `npm run fix`. */
const FIX = defineCommand({
  name: 'npm run fix',
  summary: 'format every file, and correct what biome can correct',
  help: { uses: [['npm run fix', 'all of them']] },
  options: {},
  exits: { good: 'nothing is left to correct', bad: 'something has to be corrected by hand' },
  run: async (_, io) => {
    const biome = path.join(io.repository, 'node_modules/.bin/biome')
    const [code] = await once(spawn(biome, ['check', '--write', '.'], { stdio: 'inherit' }), 'exit')
    return code === 0 ? EXIT.good : EXIT.bad
  },
})

export const main = FIX.run

if (import.meta.main) await runAsProcess(main)
