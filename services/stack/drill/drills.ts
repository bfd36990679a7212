import { type Duration, inSeconds, milliseconds, seconds } from '../../../lib/duration.ts'
import { type AlertWindow, type Slo, sloId } from '../../../slo/core/model.ts'
import { alertThreshold, detectionTime, firingPairs } from '../../../slo/core/windows.ts'
import type { FaultDomain } from '../../prober/contract/names.ts'

/** Something that can be broken on purpose. */
export type Break =
  | { readonly kind: 'stop-part'; readonly part: string }
  | { readonly kind: 'app-fault'; readonly fault: { readonly mode: string; readonly delay?: string } }

/** A drill: what it breaks, the fault domain that must be named, and the SLOs that must page. */
export interface Drill {
  readonly breaks: Break
  readonly says: string
  readonly faultDomain: FaultDomain
  /** Ids of the SLOs of which at least one must page. */
  readonly slos: readonly string[]
}

/** How slow the app is in the drill: over the latency objective's threshold, under the probe's timeout. */
const SLOW_DELAY = '1s'

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
  'slow-app': {
    breaks: { kind: 'app-fault', fault: { mode: 'slow', delay: SLOW_DELAY } },
    says: `both instances of the app wait ${SLOW_DELAY} before they answer`,
    faultDomain: 'app',
    slos: ['web-edge-latency'],
  },
} as const satisfies Readonly<Record<string, Drill>>

export type DrillName = keyof typeof DRILLS

/** Whether a text names a drill. */
export function isDrillName(text: string): text is DrillName {
  return Object.hasOwn(DRILLS, text)
}

/** A scrape (5 s), an evaluation (15 s), a probe's timeout (4 s) and the sending of the page stand between the formula and the page. */
const ALERT_PATH: Duration = seconds(30)
/** Beyond what is predicted, so that a busy machine does not fail a drill. */
const PATIENCE: Duration = seconds(30)
/** Naming the hop takes two probes of each path, and a probe that hangs takes its whole timeout. */
export const FAULT_DOMAIN_DEADLINE: Duration = seconds(30)

/** How long the page may take when everything fails, by the alert windows' formula; undefined when it can never fire. */
export function predictedPage(slo: Slo): Duration | undefined {
  const times = pageWindows(slo).map(window => detectionTime(window, slo, 1))
  const known = times.filter(time => time !== undefined)
  return known.length === 0 ? undefined : milliseconds(Math.min(...known))
}

/** The SLO whose page comes first in a drill. */
export function firstToPage(drill: Drill, slos: readonly Slo[]): Slo | undefined {
  const can = slos.filter(slo => drill.slos.includes(sloId(slo)) && predictedPage(slo) !== undefined)
  return can.toSorted((a, b) => (predictedPage(a) ?? 0) - (predictedPage(b) ?? 0))[0]
}

/** Until when the first of the drill's pages must have come. */
export function pageDeadline(drill: Drill, slos: readonly Slo[]): Duration | undefined {
  const first = firstToPage(drill, slos)
  const time = first && predictedPage(first)
  return time === undefined ? undefined : milliseconds(time + ALERT_PATH + PATIENCE)
}

/**
 * How much later a page may come because probes were not counted: the formula takes every slot as a bad event, and a prober on
 * a busy machine skips some, or finds its samples spoiled. At most as long again as was waited.
 */
export function uncountedTime(slo: Slo, waited: Duration, counted: number): Duration {
  const interval = slo.sli.kind === 'events' ? slo.sli.eventIntervalSeconds : undefined
  if (interval === undefined) return milliseconds(0)
  // The newest slot may not have been scraped yet, and the oldest may have come before.
  const missing = Math.floor(inSeconds(waited) / interval) - 2 - counted
  return milliseconds(Math.min(waited, Math.max(0, seconds(Math.ceil(missing) * interval))))
}

/**
 * Until when the page must have ended: when the longest of the page's short windows that the outage touched no longer
 * shows enough of it.
 */
export function resolveDeadline(drill: Drill, slos: readonly Slo[], outage: Duration): Duration {
  const touched = slos.filter(slo => drill.slos.includes(sloId(slo)))
  const shorts = touched.flatMap(slo =>
    pageWindows(slo)
      .filter((window, index) => index === 0 || outage >= alertThreshold(window, slo) * window.long)
      .map(window => window.short),
  )
  return milliseconds(Math.max(0, ...shorts) + ALERT_PATH + PATIENCE)
}

/** The window pairs that page, fastest first. */
function pageWindows(slo: Slo): readonly AlertWindow[] {
  return firingPairs(slo, 'page').toSorted((a, b) => a.long - b.long)
}
