import { humanDuration } from '../../lib/duration.ts'
import { markdownTable } from '../../lib/text/markdown-table.ts'
import { pageDeadline } from '../../services/stack/drill/promise.ts'
import type { Slo } from '../../slo/core/model.ts'
import { CLUSTER_DRILLS, type ClusterDrill, type ClusterFault } from './drills.ts'

/** Who heals, and when, besides the command and Ctrl-C. */
const HEALED_BY: Readonly<Record<ClusterFault['kind'], string>> = {
  'own-pod': 'the deadline of its Job, which ends the pod that has the fault',
  route: 'its pod, a minute after the last renewal',
  network: 'its pod, a minute after the last renewal',
  drain: 'its pod, on another node, a minute after the last renewal',
}

/** What a person reads of the drills in a cluster, with what is promised of each. */
export function clusterDrillsSection(slos: readonly Slo[]): string {
  return [
    '## In a cluster',
    '',
    '`npm run drill -- NAME --cluster` does the same in the cluster that `k8s/site.yaml` names, and in no other. The drills that touch',
    'nothing of the release have a pod of their own in `leadline`; route, network and node are really broken, and what visitors lose by',
    'that stays spent of the budget, so choose the hour.',
    '',
    ...markdownTable(
      ['drill', 'what is broken', 'fault domain', 'page', 'ticket', 'heals even when the command is killed, by'],
      Object.entries<ClusterDrill>(CLUSTER_DRILLS).map(([name, drill]) => rowOf(name, drill, slos)),
    ),
    '',
    'What is changed is changed by a pod of the drill, with a Role for exactly that; it puts everything back when it is ended, and',
    'deletes its own rights last. Where the pod is lost with its node, its Job starts another, and the command puts back what that has',
    'not. A cut network is felt only by new connections, so the pods of the app are evicted with it, as far as their disruption budget',
    'lets them go. A drained node is one with the app and, where it can be, without the prober.',
    '',
    'A drill asks before what the kubeconfig may do: where a right is missing it says which, changes nothing and counts as skipped.',
    'Should something be left, `kubectl -n leadline get all,rolebindings -l app.kubernetes.io/managed-by=leadline-drill` shows it.',
    '',
  ].join('\n')
}

function rowOf(name: string, drill: ClusterDrill, slos: readonly Slo[]): readonly string[] {
  const due = pageDeadline(drill, slos)
  const by = due === undefined ? '' : humanDuration(due)
  const { ticket, says, faultDomain, fault } = drill
  return [
    `\`${name}\``,
    says,
    faultDomain,
    drill.isSilent === true ? `none in ${by}` : `within ${by}`,
    ticket === undefined ? 'none' : `\`${ticket.alert}\` within ${humanDuration(ticket.within)}`,
    HEALED_BY[fault.kind],
  ]
}
