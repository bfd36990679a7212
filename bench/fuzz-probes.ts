import { readFileSync } from 'node:fs'
import { cronInterval, cronLongestGap, cronMistake } from '../adapters/cron.ts'
import { PROBES_FILE } from '../services/prober/contract/probes-file.ts'
import { parseProbes } from '../services/prober/definition/parse.ts'
import { type FuzzSubject, fuzzAsProgram, yamlIn } from './fuzz.ts'

/** Every other document finds its environment and its files, and the others find none. */
export const PROBE_DEFINITIONS: FuzzSubject = {
  originals: [...yamlIn('services/prober/definition/testdata'), readFileSync(PROBES_FILE, 'utf8')],
  read(text, seed) {
    const found = () => (seed % 2 === 0 ? 's3cret' : undefined)
    return parseProbes({ path: 'a.yaml', text }, { env: found, file: found, cronMistake, cronInterval, cronLongestGap })
      .diagnostics
  },
}

if (import.meta.main) fuzzAsProgram(PROBE_DEFINITIONS)
