import type { CommandFamily, CommandIo } from '../../lib/command/command.ts'
import { runFamily } from '../../lib/command/run.ts'

/** `npm run slo`. */
const SLO: CommandFamily = {
  name: 'npm run slo',
  summary: 'service level objectives as code, from definitions to Prometheus rules and their proof',
  otherwise: 'generate',
  commands: {
    generate: async () => (await import('./generate.ts')).generate,
    validate: async () => (await import('./validate.ts')).validate,
    test: async () => (await import('./test.ts')).testCommand,
    explain: async () => (await import('./explain.ts')).explain,
    diff: async () => (await import('./diff.ts')).diff,
    simulate: async () => (await import('./simulate.ts')).simulate,
    budget: async () => (await import('./budget.ts')).budget,
  },
}

/** Runs one SLO command; gives the exit code. */
export function main(argv: readonly string[], io: CommandIo): Promise<number> {
  return runFamily(SLO, argv, io)
}
