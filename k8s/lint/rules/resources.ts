import { at } from '../../../lib/json/path.ts'
import { containerName, containersOf } from '../pods.ts'
import type { Policy } from '../policy.ts'

export const resources: Policy = {
  code: 'resources',
  summary: 'Every container asks for CPU and memory, and its memory limit is what it asks for.',
  why: 'A pod with a limit above its request is the first to be killed when a node runs out of memory.',
  scope: 'ours',
  check: ({ object }) =>
    containersOf(object).flatMap(({ container, path }) => {
      const [cpu, memory, limit] = [
        ['requests', 'cpu'],
        ['requests', 'memory'],
        ['limits', 'memory'],
      ].map(place => at(container, 'resources', ...place))
      const part = containerName(container)
      const missing = { 'requests.cpu': cpu, 'requests.memory': memory, 'limits.memory': limit }
      const findings = Object.entries(missing)
        .filter(([, value]) => value === undefined)
        .map(([name]) => ({
          path: [...path, 'resources'],
          part,
          message: `has no ${name}`,
          help: 'Write it under resources.',
        }))
      if (findings.length > 0 || memory === limit) return findings
      const message = `asks for ${String(memory)} of memory and may take ${String(limit)}`
      return [{ path: [...path, 'resources', 'limits', 'memory'], part, message, help: 'Make both the same.' }]
    }),
}
