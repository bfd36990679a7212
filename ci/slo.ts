import { setFlagsFromString } from 'node:v8'
import { runAsProcess } from '../adapters/command/process-io.ts'
import type { CommandFamily, CommandIo } from '../lib/command/command.ts'
import { runFamily } from '../lib/command/run.ts'
import { budget } from './slo/budget.ts'
import { diff } from './slo/diff.ts'
import { explain } from './slo/explain.ts'
import { generate } from './slo/generate.ts'
import { simulate } from './slo/simulate.ts'
import { testCommand } from './slo/test.ts'
import { validate } from './slo/validate.ts'

/** `npm run slo`. */
export const SLO: CommandFamily = {
  name: 'npm run slo',
  summary: 'service level objectives as code, from definitions to Prometheus rules and their proof',
  otherwise: 'generate',
  commands: { generate, validate, test: testCommand, explain, diff, simulate, budget },
}

/** Runs one SLO command; gives the exit code. */
export function main(argv: readonly string[], io: CommandIo): Promise<number> {
  return runFamily(SLO, argv, io)
}

if (import.meta.main) {
  // Rules are made and dropped one SLO at a time; V8 would let its nursery grow to 100 MiB for that, and gain nothing.
  setFlagsFromString('--semi-space-growth-factor=1')

  await runAsProcess(main)
}
