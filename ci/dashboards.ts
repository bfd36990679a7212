import { runAsProcess } from '../adapters/command/process-io.ts'
import type { CommandFamily, CommandIo } from '../lib/command/command.ts'
import { runFamily } from '../lib/command/run.ts'

/** `npm run dashboards`. */
const DASHBOARDS: CommandFamily = {
  name: 'npm run dashboards',
  summary: 'Grafana dashboards from code, typed, linted, proven and provisioned',
  otherwise: 'generate',
  commands: {
    generate: async () => (await import('./dashboards/generate.ts')).generate,
    lint: async () => (await import('./dashboards/lint.ts')).lint,
    diff: async () => (await import('./dashboards/diff.ts')).diff,
    preview: async () => (await import('./dashboards/preview.ts')).preview,
    'config-maps': async () => (await import('./dashboards/config-maps.ts')).configMaps,
    push: async () => (await import('./dashboards/push.ts')).push,
    verify: async () => (await import('./dashboards/verify.ts')).verify,
  },
}

/** Runs one dashboard command; gives the exit code. */
export function main(argv: readonly string[], io: CommandIo): Promise<number> {
  return runFamily(DASHBOARDS, argv, io)
}

if (import.meta.main) await runAsProcess(main)
