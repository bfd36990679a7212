import { at, textAt } from '../../../lib/json/path.ts'
import { containerName, containersOf } from '../pods.ts'
import type { Policy } from '../policy.ts'

const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const

export const probes: Policy = {
  code: 'probes',
  summary: 'Every container has a startup, a readiness and a liveness probe, and the last two ask different things.',
  why: 'A rollout counts a pod without readiness probe as available while it crashes; a liveness probe that depends on others restarts every pod when these fail.',
  scope: 'ours',
  check: ({ object }) =>
    containersOf(object).flatMap(({ container, path }) => {
      const part = containerName(container)
      const missing = PROBES.filter(name => textAt(container, name, 'httpGet', 'path') === '')
      if (missing.length > 0) {
        return missing.map(name => ({
          path,
          part,
          message: `has no ${name} by HTTP`,
          help: 'Write path and port under httpGet.',
        }))
      }
      const ready = at(container, 'readinessProbe', 'httpGet', 'path')
      if (ready !== at(container, 'livenessProbe', 'httpGet', 'path')) return []
      const message = `asks ${String(ready)} for readiness and liveness alike`
      return [
        {
          path: [...path, 'livenessProbe', 'httpGet', 'path'],
          part,
          message,
          help: 'Liveness is whether the process works at all.',
        },
      ]
    }),
}
