import type { Tone } from '../../../../slo/report/tones.ts'
import { FAULT_DOMAINS, type FaultDomain } from '../../../prober/contract/names.ts'

/** The words for a fault domain on the status page. */
export interface FaultWords {
  readonly title: string
  readonly sentence: string
  readonly tone: Tone
}

/** The fault domain, or "blind" while none is known. */
export type ShownFault = FaultDomain | 'blind'

/** The words for every fault domain. */
export const FAULT_WORDS: Readonly<Record<ShownFault, FaultWords>> = {
  none: { title: 'Every hop answers', sentence: 'Probes succeed on every path.', tone: 'good' },
  dns: {
    title: 'DNS is broken',
    sentence: 'The site’s name does not resolve, so visitors do not find the edge.',
    tone: 'bad',
  },
  edge: {
    title: 'The edge is broken',
    sentence: 'Requests fail at the Nginx edge; the ingress and the app answer when asked directly.',
    tone: 'bad',
  },
  ingress: {
    title: 'The ingress is broken',
    sentence:
      'The edge is alive and the app answers when asked directly, but the ingress between them does not pass requests on.',
    tone: 'bad',
  },
  app: {
    title: 'The app is broken',
    sentence: 'Probes reach the app on every path, and the app itself fails.',
    tone: 'bad',
  },
  prober: {
    title: 'The prober is in doubt',
    sentence: 'The prober’s own measurements are invalid, so the state of the hops is unknown.',
    tone: 'blind',
  },
  unknown: {
    title: 'Probes fail, the hop is not identified',
    sentence: 'Some probes fail, but not in a pattern that identifies one hop.',
    tone: 'warn',
  },
  blind: { title: 'Blind', sentence: 'No prober reports, so the state of the hops is unknown.', tone: 'blind' },
}

/** The fault domain in a label of Prometheus; blind for a word that is not in the closed list. */
export function shownFault(label: string | undefined): ShownFault {
  return FAULT_DOMAINS.find(domain => domain === label) ?? 'blind'
}
