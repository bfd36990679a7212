import { runAsProcess } from '../adapters/command/process-io.ts'
import type { CommandFamily, CommandIo } from '../lib/command/command.ts'
import { runFamily } from '../lib/command/run.ts'
import { configMaps } from './dashboards/config-maps.ts'
import { diff } from './dashboards/diff.ts'
import { generate } from './dashboards/generate.ts'
import { lint } from './dashboards/lint.ts'
import { preview } from './dashboards/preview.ts'
import { push } from './dashboards/push.ts'
import { verify } from './dashboards/verify.ts'

/** `npm run dashboards`. */
export const DASHBOARDS: CommandFamily = {
  name: 'npm run dashboards',
  summary: 'Grafana dashboards from code, typed, linted, proven and provisioned',
  otherwise: 'generate',
  commands: { generate, lint, diff, preview, 'config-maps': configMaps, push, verify },
}

/** Runs one dashboard command; gives the exit code. */
export function main(argv: readonly string[], io: CommandIo): Promise<number> {
  return runFamily(DASHBOARDS, argv, io)
}

if (import.meta.main) await runAsProcess(main)
