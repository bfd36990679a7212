import { expect, test } from 'vitest'
import { KUBE_METRICS } from '../../dashboards/catalogue/kubernetes.ts'
import { CADVISOR_KEPT, KUBELET_KEPT } from '../../services/monitoring/core/cluster/keep-lists.ts'

/** From where each metric of the cluster's own parts comes, by the start of its name. */
const KEPT: Readonly<Record<string, readonly string[]>> = { container_: CADVISOR_KEPT, scheduler_: KUBELET_KEPT }

test('no dashboard asks for a metric that the cluster’s Prometheus throws away', () => {
  const asked = KUBE_METRICS.map(({ name }) => name)
  const lost = Object.entries(KEPT).flatMap(([start, kept]) =>
    asked.filter(name => name.startsWith(start) && !new RegExp(`^(?:${kept.join('|')})$`).test(name)),
  )
  expect(asked.filter(name => Object.keys(KEPT).some(start => name.startsWith(start))).length).toBeGreaterThan(5)
  expect(lost).toEqual([])
})
