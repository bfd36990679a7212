import { setFlagsFromString } from 'node:v8'
import { type Command, type CommandFamily, type CommandIo, processIo, runCommand } from './command/command.ts'
import { budget } from './slo/budget.ts'
import { diff } from './slo/diff.ts'
import { explain } from './slo/explain.ts'
import { generate } from './slo/generate.ts'
import { simulate } from './slo/simulate.ts'
import { testCommand } from './slo/test.ts'
import { validate } from './slo/validate.ts'

const COMMANDS: Readonly<Record<string, Command>> = {
  generate,
  validate,
  test: testCommand,
  explain,
  diff,
  simulate,
  budget,
}

const FAMILY: CommandFamily = {
  script: 'slo',
  about: 'Service level objectives as code: definitions in, Prometheus rules and their proof out.',
  commands: COMMANDS,
}

/** Runs one SLO command; gives the exit code. */
export function main(argv: readonly string[], io: CommandIo): Promise<number> {
  return runCommand(FAMILY, argv, io)
}

if (import.meta.main) {
  // Rules are made and forgotten one SLO at a time; V8 would let its nursery grow to 100 MiB for that, and gain nothing.
  setFlagsFromString('--semi-space-growth-factor=1')

  process.exitCode = await main(process.argv.slice(2), processIo())
}
