import type { ReportedAlert } from '../span/alerts.ts'
import type { WindowFigures } from '../span/figures.ts'
import type { Incident } from '../span/incidents.ts'
import type { Span } from '../span/span.ts'
import type { CostedShare, SloSpanReport } from '../span/span-report.ts'
import { summaryOf } from './summary.ts'

/** Reports as one JSON document: the figures unrounded, moments as ISO 8601, what has no data absent. */
export function renderJson(reports: readonly SloSpanReport[]): string {
  const span = reports[0]?.span
  const document = { ...(span === undefined ? {} : spanOf(span)), slos: reports.map(documentOf) }
  return `${JSON.stringify(document, undefined, 2)}\n`
}

function documentOf(report: SloSpanReport): object {
  const { id, slo, bad, windows, incidents, scattered, causes, releases, alerts, gaps, born } = report
  return {
    id,
    service: slo.service,
    name: slo.name,
    description: slo.description,
    objective: slo.objective,
    summary: summaryOf(report).text,
    ...(born === undefined ? {} : { dataBegins: iso(born) }),
    windows: windows.map(windowOf),
    bad,
    incidents: incidents.map(incidentOf),
    scattered: { stretches: scattered.of, ...costOf(scattered) },
    reasons: causes.map(share => ({ ...share.of, ...costOf(share) })),
    releases: releases.map(share => ({ ...(share.of === undefined ? {} : { release: share.of }), ...costOf(share) })),
    alerts: alerts.map(alertOf),
    gaps: gaps.map(spanOf),
  }
}

function windowOf({ startSeconds, endSeconds, isOpen, spent, ...figures }: WindowFigures): object {
  const budget = spent === undefined ? {} : { budgetSpent: spent, budgetRemaining: 1 - spent }
  return { ...figures, ...spanOf({ startSeconds, endSeconds }), isOver: !isOpen, ...budget }
}

function incidentOf({ causes, releases, alerts, isAfterGap, ...incident }: Incident): object {
  return {
    ...spanOf(incident),
    ...costOf(incident),
    reasons: causes.map(({ of, bad }) => ({ ...of, bad })),
    releases: releases.flatMap(({ of }) => (of === undefined ? [] : [of])),
    alerts,
    isAfterGap,
  }
}

function alertOf({ name, severity, isFiring, spent, isReal, ...span }: ReportedAlert): object {
  return {
    name,
    severity,
    ...spanOf(span),
    isFiring,
    ...(spent === undefined ? {} : { budgetSpent: spent }),
    ...(isReal === undefined ? {} : { isReal }),
  }
}

function costOf({ bad, spent }: Pick<CostedShare<unknown>, 'bad' | 'spent'>): object {
  return { bad, ...(spent === undefined ? {} : { budgetSpent: spent }) }
}

function spanOf({ startSeconds, endSeconds }: Span): { readonly from: string; readonly to: string } {
  return { from: iso(startSeconds), to: iso(endSeconds) }
}

function iso(seconds: number): string {
  return new Date(Math.round(seconds * 1000)).toISOString()
}
