import { expect, test } from 'vitest'
import { humanDuration } from '../../lib/duration.ts'
import { repositorySlos } from '../../services/stack/drill/drills.testkit.ts'
import { pageDeadline } from '../../services/stack/drill/promise.ts'
import { sloId } from '../../slo/core/model.ts'
import { CLUSTER_DRILLS, type ClusterDrill, type ClusterDrillName, ticketOf } from './drills.ts'

test.each<[ClusterDrillName, domain: string, page: string, ticket: string]>([
  ['oom', 'none', 'none in 1 min 52 s', 'ContainerOOMKilled within 3 min'],
  ['crash-loop', 'none', 'none in 1 min 52 s', 'KubePodCrashLooping within 8 min'],
  ['disk-full', 'none', 'none in 1 min 52 s', 'KubePodCrashLooping within 8 min'],
  ['node-drain', 'none', 'none in 1 min 52 s', 'none'],
  ['route-lost', 'ingress', 'within 1 min 52 s', 'none'],
  ['network-cut', 'ingress', 'within 1 min 52 s', 'none'],
])('%s: fault domain %s, a page %s, a ticket %s', (name, domain, page, ticket) => {
  const drill: ClusterDrill = CLUSTER_DRILLS[name]
  const due = humanDuration(pageDeadline(drill, repositorySlos()) ?? expect.fail('no page is predicted'))
  expect(drill.faultDomain).toBe(domain)
  expect(drill.isSilent === true ? `none in ${due}` : `within ${due}`).toBe(page)
  const promised = drill.ticket && `${drill.ticket.alert} within ${humanDuration(drill.ticket.within)}`
  expect(promised ?? 'none').toBe(ticket)
})

test('what a drill says of SLOs is said of SLOs that there are', () => {
  const ids = repositorySlos().map(sloId)
  for (const { slos } of Object.values(CLUSTER_DRILLS)) expect(ids).toEqual(expect.arrayContaining([...slos]))
})

test('a ticket of an alert that does not exist cannot be promised', () => {
  expect(() => ticketOf('KubePodCrashLoop')).toThrow('There is no alert KubePodCrashLoop')
})
