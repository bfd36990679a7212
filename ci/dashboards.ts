import { type Command, type CommandFamily, type CommandIo, processIo, runCommand } from './command/command.ts'
import { configMaps } from './dashboards/config-maps.ts'
import { diff } from './dashboards/diff.ts'
import { generate } from './dashboards/generate.ts'
import { lint } from './dashboards/lint.ts'
import { preview } from './dashboards/preview.ts'
import { push } from './dashboards/push.ts'
import { verify } from './dashboards/verify.ts'

const COMMANDS: Readonly<Record<string, Command>> = {
  generate,
  lint,
  diff,
  preview,
  'config-maps': configMaps,
  push,
  verify,
}

const FAMILY: CommandFamily = {
  script: 'dashboards',
  about: 'Grafana dashboards from code: typed, linted, proven and provisioned.',
  commands: COMMANDS,
}

/** Runs one dashboard command; gives the exit code. */
export function main(argv: readonly string[], io: CommandIo): Promise<number> {
  return runCommand(FAMILY, argv, io)
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2), processIo())
