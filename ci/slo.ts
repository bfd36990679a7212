import { setFlagsFromString } from 'node:v8'
import { runAsProcess } from '../adapters/command/process-io.ts'
import type { CommandFamily, CommandIo } from '../lib/command/command.ts'
import { runFamily } from '../lib/command/run.ts'

/** `npm run slo`. */
const SLO: CommandFamily = {
  name: 'npm run slo',
  summary: 'service level objectives as code, from definitions to Prometheus rules and their proof',
  otherwise: 'generate',
  commands: {
    generate: async () => (await import('./slo/generate.ts')).generate,
    validate: async () => (await import('./slo/validate.ts')).validate,
    test: async () => (await import('./slo/test.ts')).testCommand,
    explain: async () => (await import('./slo/explain.ts')).explain,
    diff: async () => (await import('./slo/diff.ts')).diff,
    simulate: async () => (await import('./slo/simulate.ts')).simulate,
    budget: async () => (await import('./slo/budget.ts')).budget,
  },
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
