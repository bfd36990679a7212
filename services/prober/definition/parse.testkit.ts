import { cronInterval, cronLongestGap, cronMistake } from '../../../adapters/cron.ts'
import { parseProbes } from './parse.ts'

/** Reads a definitions file with a single probe, whose other fields are the lines of this text. */
export function parsedEntry(fields: string) {
  const lines = ['name: a', ...fields.split('\n')].map(line => `    ${line}\n`).join('')
  const text = `probes:\n  -\n${lines}`
  return parseProbes(
    { path: 'x.yaml', text },
    { env: () => undefined, file: () => undefined, cronMistake, cronInterval, cronLongestGap },
  )
}
