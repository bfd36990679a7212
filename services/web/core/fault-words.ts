import { FAULT_DOMAINS, type FaultDomain } from '../../prober/contract/names.ts'
import type { Tone } from './standing.ts'

/** What a fault domain means to somebody who did not build this. */
export interface FaultWords {
  readonly title: string
  readonly sentence: string
  readonly tone: Tone
}

/** The fault, or "blind" where there is none to be had. */
export type ShownFault = FaultDomain | 'blind'

/** The words for every fault. */
export const FAULT_WORDS: Readonly<Record<ShownFault, FaultWords>> = {
  none: { title: 'Every hop answers', sentence: 'Probes get through on every path.', tone: 'good' },
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
    sentence: 'The prober distrusts its own measurements, so nothing can be said about the hops.',
    tone: 'blind',
  },
  unknown: {
    title: 'Probes fail, the place is not clear',
    sentence: 'Some probes fail, but not in a way that points at one hop.',
    tone: 'warn',
  },
  blind: { title: 'Blind', sentence: 'No prober reports, so nobody knows whether the hops answer.', tone: 'blind' },
}

/** The fault in a label of Prometheus; a word that is not in the closed list says nothing. */
export function shownFault(label: string | undefined): ShownFault {
  return FAULT_DOMAINS.find(domain => domain === label) ?? 'blind'
}

/** A hop of the way a request takes, and how it is doing. */
export interface Hop {
  readonly name: string
  readonly word: string
  readonly tone: Tone
}

const HOPS: readonly { readonly domain: FaultDomain; readonly name: string }[] = [
  { domain: 'dns', name: 'DNS' },
  { domain: 'edge', name: 'Edge' },
  { domain: 'ingress', name: 'Ingress' },
  { domain: 'app', name: 'App' },
]

/** Every hop with its part in the fault: the broken one stands out, and without a fault none is called well. */
export function hopsUnder(fault: ShownFault): readonly Hop[] {
  const isLocated = fault === 'none' || HOPS.some(({ domain }) => domain === fault)
  return HOPS.map(({ domain, name }) => {
    if (!isLocated) return { name, word: 'not known', tone: 'blind' }
    return domain === fault ? { name, word: 'broken', tone: 'bad' } : { name, word: 'answers', tone: 'good' }
  })
}
