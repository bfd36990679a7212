import type { CommandFamily, CommandIo } from '../../lib/command/command.ts'
import { runFamily } from '../../lib/command/run.ts'

/** `npm run dashboards`. */
const DASHBOARDS: CommandFamily = {
  name: 'npm run dashboards',
  summary: 'Grafana dashboards from code, typed, linted, proven and provisioned',
  otherwise: 'generate',
  commands: {
    generate: async () => (await import('./generate.ts')).generate,
    lint: async () => (await import('./lint.ts')).lint,
    diff: async () => (await import('./diff.ts')).diff,
    preview: async () => (await import('./preview.ts')).preview,
    'config-maps': async () => (await import('./config-maps.ts')).configMaps,
    push: async () => (await import('./push.ts')).push,
    pull: async () => (await import('./pull.ts')).pull,
    verify: async () => (await import('./verify.ts')).verify,
  },
}

/** Runs one dashboard command; gives the exit code. */
export function main(argv: readonly string[], io: CommandIo): Promise<number> {
  return runFamily(DASHBOARDS, argv, io)
}
