import { Gauge, Registry } from 'prom-client'
import type { PartStatus } from './part-status.ts'

const LABELS = { part: 'part', kind: 'kind' } as const

/** The stack's own metrics: which parts run, which of them are not the real thing, and what is broken on purpose. */
export function createStackMetrics(statuses: () => readonly PartStatus[], drill: () => string | undefined): Registry {
  const registry = new Registry()
  const registers = [registry]
  const ready = new Gauge({
    name: 'stack_part_ready',
    help: 'Whether a part of the local stack is ready; kind says whether it is real or a stand-in.',
    labelNames: [LABELS.part, LABELS.kind],
    registers,
    collect() {
      for (const { name, state, standIn } of statuses()) {
        const kind = standIn === undefined ? 'real' : 'stand-in'
        ready.set({ [LABELS.part]: name, [LABELS.kind]: kind }, state === 'ready' ? 1 : 0)
      }
    },
  })
  const restarts = new Gauge({
    name: 'stack_part_restarts',
    help: 'How often a part was started again since the stack started.',
    labelNames: [LABELS.part],
    registers,
    collect() {
      for (const status of statuses()) restarts.set({ [LABELS.part]: status.name }, status.restarts)
    },
  })
  const active = new Gauge({
    name: 'stack_drill_active',
    help: 'Whether something is broken on purpose now.',
    registers,
    collect() {
      active.set(drill() === undefined ? 0 : 1)
    },
  })
  return registry
}
