import type { Promised } from './promised.ts'

/** Something that can be broken on purpose. */
export type Break =
  | { readonly kind: 'stop-part'; readonly part: string }
  /** The part is stopped for a moment, again and again. */
  | { readonly kind: 'starve-part'; readonly part: string }
  /** The edge serves a certificate that clients must refuse. */
  | { readonly kind: 'certificate'; readonly fault: CertificateFault }
  | {
      readonly kind: 'app-fault'
      readonly fault: { readonly mode: string; readonly delay?: string; readonly part?: number }
    }

/** What is wrong with the certificate; its authority is the right one. */
export type CertificateFault = 'expired' | 'wrong-host'

/** A drill of the local stack: what it breaks, and what must be noticed of it. */
export interface Drill extends Promised {
  readonly breaks: Break
}

/** How slow the app is in the drill: over the latency objective's threshold, under the probe's timeout. */
const SLOW_DELAY = '1s'
/** Above the burn rates that page, and far below what a visitor notices at once. */
const FEW_ERRORS = 0.05

/** Every drill by the name that `npm run drill` takes. */
export const DRILLS = {
  'ingress-down': {
    breaks: { kind: 'stop-part', part: 'ingress' },
    says: 'the ingress is stopped; the edge and the app go on',
    faultDomain: 'ingress',
    slos: ['web-edge-availability', 'web-ingress-availability'],
  },
  'edge-down': {
    breaks: { kind: 'stop-part', part: 'edge' },
    says: 'the edge is stopped; the ingress and the app go on',
    faultDomain: 'edge',
    slos: ['web-edge-availability'],
  },
  'app-errors': {
    breaks: { kind: 'app-fault', fault: { mode: 'errors' } },
    says: 'both instances of the app answer 500',
    faultDomain: 'app',
    slos: ['web-edge-availability', 'web-ingress-availability'],
  },
  'one-replica-down': {
    breaks: { kind: 'stop-part', part: 'web-2' },
    says: 'one of two instances of the app is stopped; the ingress asks the other',
    faultDomain: 'app',
    slos: ['web-edge-availability', 'web-ingress-availability'],
    isSilent: true,
  },
  'certificate-expired': {
    breaks: { kind: 'certificate', fault: 'expired' },
    says: 'the edge serves a certificate that has expired',
    faultDomain: 'edge',
    slos: ['web-edge-availability'],
  },
  'certificate-wrong-host': {
    breaks: { kind: 'certificate', fault: 'wrong-host' },
    says: 'the edge serves a certificate for another host',
    faultDomain: 'edge',
    slos: ['web-edge-availability'],
  },
  'prometheus-down': {
    breaks: { kind: 'stop-part', part: 'prometheus' },
    says: 'Prometheus is stopped: no alert can fire, and the stack has to page by itself',
    faultDomain: 'none',
    slos: [],
    isPagedByStack: true,
  },
  'prober-starved': {
    breaks: { kind: 'starve-part', part: 'prober' },
    says: 'the prober is stopped for most of the time: what it measures then is its own delay',
    faultDomain: 'prober',
    slos: ['web-edge-availability', 'web-ingress-availability', 'web-edge-latency'],
    isSilent: true,
  },
  'slow-app': {
    breaks: { kind: 'app-fault', fault: { mode: 'slow', delay: SLOW_DELAY } },
    says: `both instances of the app wait ${SLOW_DELAY} before they answer`,
    faultDomain: 'app',
    slos: ['web-edge-latency'],
  },
  // The last: its page takes the longest, and nothing waits for its time to be given back.
  'app-errors=5%': {
    breaks: { kind: 'app-fault', fault: { mode: 'errors', part: FEW_ERRORS } },
    says: 'both instances of the app answer 500 to one request of twenty, by chance',
    faultDomain: 'app',
    slos: ['web-edge-availability', 'web-ingress-availability'],
    errorRatio: FEW_ERRORS,
  },
} as const satisfies Readonly<Record<string, Drill>>

export type DrillName = keyof typeof DRILLS

/** Whether a text names a drill. */
export function isDrillName(text: string): text is DrillName {
  return Object.hasOwn(DRILLS, text)
}
