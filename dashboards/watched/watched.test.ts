import { expect, test } from 'vitest'
import { promqlProblems } from '../../lib/promql/syntax.ts'
import { parsePromql } from '../../lib/promql/tree.ts'
import { CADVISOR_KEPT, KUBELET_KEPT, NODE_KEPT } from '../../services/monitoring/core/cluster/keep-lists.ts'
import { MEASURED } from '../catalogue/catalogue.ts'
import { WATCHED } from './watched.ts'

/** From where each metric comes that is scraped with a keep-list, by the start of its name. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  node_: NODE_KEPT,
  container_: CADVISOR_KEPT,
  scheduler_: KUBELET_KEPT,
}

function metricsOf(query: string): readonly string[] {
  const names: string[] = []
  parsePromql(query).iterate({
    enter: ({ type, node }) => {
      if (type.name === 'Identifier' && node.parent?.type.name === 'VectorSelector')
        names.push(query.slice(node.from, node.to))
    },
  })
  return names
}

test.each(WATCHED.map(({ what, query }) => [what, query] as const))('%s: Prometheus takes the query', (_, query) => {
  expect(promqlProblems(query)).toEqual([])
  expect(query).not.toContain('$')
})

test.each(WATCHED.map(({ what, query }) => [what, query] as const))(
  '%s: each of its metrics is one that we know, and that is kept',
  (_, query) => {
    const names = metricsOf(query)
    expect(names).not.toEqual([])
    expect(names.filter(name => !MEASURED.has(name))).toEqual([])
    const lost = Object.entries(KEPT).flatMap(([start, kept]) =>
      names.filter(name => name.startsWith(start) && !new RegExp(`^(?:${kept.join('|')})$`).test(name)),
    )
    expect(lost).toEqual([])
  },
)

test.each([
  ...['CPU', 'RAM', 'Disk', 'Network', 'Pod state', 'Restarts', 'Memory by namespace', 'Scheduler events'],
  ...['HTTP 4xx', 'HTTP 5xx', 'Latency', 'Ingress availability'],
])('%s is on the list', start => {
  expect(WATCHED.filter(({ what }) => what.startsWith(start))).not.toEqual([])
})
