import { inSeconds } from '../../../lib/duration.ts'
import type { ReportedRoutes } from '../../../slo/report/routes.ts'
import { hiding, type Notice, type ProberWord } from '../contract/notice.ts'
import type { Page } from '../contract/page.ts'
import type { GoodSince } from '../contract/recovery.ts'
import type { StackMoment } from './stack-moment.ts'
import { type Where, whereNow } from './where.ts'

/** What `npm run status -- --json` prints. */
export interface StatusDocument {
  readonly siteUrl: string
  readonly startedAt: string
  readonly isReady: boolean
  readonly parts: readonly {
    readonly name: string
    readonly state: string
    readonly url: string
    readonly pid: number | null
    /** `stand-in` where something takes the real thing's place; `note` says what. */
    readonly kind: 'real' | 'stand-in'
    readonly note?: string
    readonly restarts: number
    /** Why it is not ready. */
    readonly problem?: string
  }[]
  readonly slos: readonly {
    readonly id: string
    readonly objective: number
    readonly sli: number | null
    readonly budgetRemaining: number | null
    readonly burnRate5m: number | null
    readonly burnRate1h: number | null
    /** Events of gaps in measuring that were counted when the gap was over, in the last day; null without any. */
    readonly countedLate: number | null
  }[]
  /** As Prometheus has it; null while nothing says so, which is not the same as "none". */
  readonly faultDomain: string | null
  /** How many instances of that hop fail, as `1 of 2`; null where the failures follow none. */
  readonly faultInstances: string | null
  /** Which instances those are, as `web-2`; null where that is not known. */
  readonly failingInstances: string | null
  /** Which routes fail and on which paths others are good, while no hop is named; null otherwise. */
  readonly routes: ReportedRoutes | null
  /** The fault that figures of a moment ago still name, and when it was over; null without one. */
  readonly faultEnded: { readonly faultDomain: string; readonly at: string } | null
  /** Whether that hop answers, only slower than it should. */
  readonly isSlow: boolean
  /** What the prober itself says, at hand without Prometheus; null while it does not answer. */
  readonly proberSays: ProberWord | null
  /** False while something that figures need is silent: they are of an earlier moment. */
  readonly areFiguresKnown: boolean
  /** False while a page could not arrive. */
  readonly arePagesKnown: boolean
  /** What must be known to read the rest. */
  readonly notices: readonly Notice[]
  /** Of SLOs whose windows still hold errors that are over: since when every probe is good, by id. */
  readonly goodSince: GoodSince
  readonly pagesFiring: readonly Page[]
  /** What is broken on purpose now. */
  readonly drill: string | null
  /** When the drill began whose budget was refunded last, ISO 8601. */
  readonly budgetGivenBackFor: string | null
  /** Seconds since Prometheus last answered; the figures are as old as that, and null when it answers. */
  readonly blindForSeconds: number | null
}

export interface StatusInput extends StackMoment {
  readonly siteUrl: string
  readonly startedAt: string
  readonly budgetGivenBackFor: string | undefined
}

function whereIn({ faultDomain, instances, failing, isSlow, routes, past }: Where) {
  return {
    faultDomain: faultDomain ?? null,
    faultInstances: instances ?? null,
    failingInstances: failing ?? null,
    routes: routes ?? null,
    faultEnded: past === undefined ? null : { faultDomain: past.faultDomain, at: past.until },
    isSlow: isSlow === true,
  }
}

/** The running stack as one JSON document; what is not known is null, never zero. */
export function statusDocument({
  siteUrl,
  startedAt,
  parts,
  figures,
  pages,
  notices,
  faults,
  goodSince,
  proberWord,
  drill,
  budgetGivenBackFor,
}: StatusInput): StatusDocument {
  const areFiguresKnown = figures.blindFor === undefined && hiding(notices, 'figures').length === 0
  return {
    siteUrl,
    startedAt,
    isReady: parts.every(part => part.state === 'ready'),
    parts: parts.map(({ name, state, url, pid, standIn, restarts, problem }) => ({
      name,
      state,
      url,
      pid: pid ?? null,
      kind: standIn === undefined ? 'real' : 'stand-in',
      ...(standIn === undefined ? {} : { note: standIn }),
      restarts,
      ...(state === 'ready' || problem === undefined ? {} : { problem }),
    })),
    slos: figures.slos.map(slo => ({
      id: slo.id,
      objective: slo.objective,
      sli: slo.sli ?? null,
      budgetRemaining: slo.budgetRemaining ?? null,
      burnRate5m: slo.burnRate5m ?? null,
      burnRate1h: slo.burnRate1h ?? null,
      countedLate: slo.countedLate ?? null,
    })),
    ...(areFiguresKnown ? whereIn(whereNow(figures, faults)) : whereIn({ faultDomain: undefined })),
    proberSays: proberWord ?? null,
    areFiguresKnown,
    arePagesKnown: hiding(notices, 'pages').length === 0,
    notices,
    goodSince: areFiguresKnown ? goodSince : {},
    pagesFiring: pages.filter(page => page.status === 'firing'),
    drill: drill ?? null,
    budgetGivenBackFor: budgetGivenBackFor ?? null,
    blindForSeconds: figures.blindFor === undefined ? null : Math.round(inSeconds(figures.blindFor)),
  }
}
