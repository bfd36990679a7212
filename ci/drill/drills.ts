import { milliseconds, parseDuration, seconds } from '../../lib/duration.ts'
import { installationRules } from '../../services/monitoring/core/alerts/installation-rules.ts'
import { CLUSTER_SCRAPE_INTERVAL } from '../../services/monitoring/core/cluster/scrapes.ts'
import type { Promised, PromisedTicket } from '../../services/stack/drill/promised.ts'
import { isAlert } from '../../slo/core/rule-group.ts'

/** What is broken in a cluster. */
export type ClusterFault =
  /** A pod of the drill's own has it; the app goes on. */
  | { readonly kind: 'own-pod'; readonly does: 'fill-memory' | 'end' | 'fill-volume' }
  /** The Ingress of the app is of a class that no controller serves. */
  | { readonly kind: 'route' }
  /** The policy of the app lets Traefik in no more, and its pods are replaced, because open connections outlive a policy. */
  | { readonly kind: 'network' }
  /** One node takes no more pods, and those of the release leave it. */
  | { readonly kind: 'drain' }

/** A drill in a cluster. */
export interface ClusterDrill extends Promised {
  readonly fault: ClusterFault
}

/** The SLOs of what visitors ask for. */
const VISITED = ['web-edge-availability', 'web-ingress-availability'] as const

/** An evaluation (15 s), the wait of a group of tickets (30 s), and patience for a busy machine, beside the scrape. */
const TICKET_PATH = seconds(15 + 30 + 45)

/** A pod starts, and what it does shows: the kubelet waits 10 s, then 20 s, before it starts a container again. */
const SHOWS_WITHIN = seconds(60)

/** An alert of the installation, with the time by which its own rule and the path of a ticket let it be there. Throws for an unknown one. */
export function ticketOf(alert: string): PromisedTicket {
  const rule = installationRules()
    .flatMap(({ rules }) => rules)
    .find(one => isAlert(one) && one.alert === alert)
  if (rule === undefined || !isAlert(rule)) throw new RangeError(`There is no alert ${alert}`)
  const lasting = rule.for === undefined ? 0 : (parseDuration(rule.for) ?? 0)
  const scrape = parseDuration(CLUSTER_SCRAPE_INTERVAL) ?? 0
  return { alert, within: milliseconds(SHOWS_WITHIN + scrape + lasting + TICKET_PATH) }
}

/** Every drill of a cluster by the name that `npm run drill` takes beside `--cluster`. */
export const CLUSTER_DRILLS = {
  oom: {
    fault: { kind: 'own-pod', does: 'fill-memory' },
    says: 'a pod of the drill’s own takes more memory than its limit, again and again',
    faultDomain: 'none',
    slos: VISITED,
    isSilent: true,
    ticket: ticketOf('ContainerOOMKilled'),
  },
  'crash-loop': {
    fault: { kind: 'own-pod', does: 'end' },
    says: 'a pod of the drill’s own ends soon after each start',
    faultDomain: 'none',
    slos: VISITED,
    isSilent: true,
    ticket: ticketOf('KubePodCrashLooping'),
  },
  'disk-full': {
    fault: { kind: 'own-pod', does: 'fill-volume' },
    says: 'a pod of the drill’s own fills its small volume, and ends when it cannot write',
    faultDomain: 'none',
    slos: VISITED,
    isSilent: true,
    ticket: ticketOf('KubePodCrashLooping'),
  },
  'node-drain': {
    fault: { kind: 'drain' },
    says: 'one node takes no more pods, and those of the release leave it',
    faultDomain: 'none',
    slos: VISITED,
    isSilent: true,
  },
  'route-lost': {
    fault: { kind: 'route' },
    says: 'the ingress has no route to the app any more',
    faultDomain: 'ingress',
    slos: VISITED,
  },
  'network-cut': {
    fault: { kind: 'network' },
    says: 'the network policy of the app lets the ingress in no more',
    faultDomain: 'ingress',
    slos: VISITED,
  },
} as const satisfies Readonly<Record<string, ClusterDrill>>

export type ClusterDrillName = keyof typeof CLUSTER_DRILLS

/** Whether a text names a drill of a cluster. */
export function isClusterDrillName(text: string): text is ClusterDrillName {
  return Object.hasOwn(CLUSTER_DRILLS, text)
}
