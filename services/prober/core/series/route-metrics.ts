import { LABELS } from '../../contract/labels.ts'
import {
  BUDGETS,
  type Budget,
  CONFIRMATIONS,
  COUNTED,
  INVALID_CAUSES,
  type Path,
  type Phase,
  SKIP_REASONS,
  type SkipReason,
} from '../../contract/names.ts'
import { ROUTE_FAMILIES } from '../../contract/row-families.ts'
import type { Probe, Route } from '../../definition/model.ts'
import type { Sample } from '../judge/sample.ts'
import { routeKey } from '../slots/probe-route.ts'
import { codeClassOf, possibleFailures, possiblePhases, possibleReplies } from './possible.ts'
import { rowLabels } from './render-rows.ts'
import { createRows, type Rows } from './rows.ts'

type RouteRows = Rows<typeof ROUTE_FAMILIES>

/** The metrics of each probe on each of its paths; what comes of a route that is not defined is ignored. */
export function createRouteMetrics() {
  const rows = createRows(ROUTE_FAMILIES)
  return {
    rows,
    /** Shows every series of these probes at 0, and removes those of routes that are gone. */
    define(probes: readonly Probe[]): void {
      const routes = probes.flatMap(({ name, routes }) => routes.map(({ path }) => routeKey({ probe: name, path })))
      rows.keepOnly(new Set(routes))
      for (const probe of probes) for (const route of probe.routes) showRoute(rows, probe, route)
    },
    slot(probe: string, path: Path, skipped: SkipReason | undefined): void {
      const key = routeKey({ probe, path })
      if (!rows.has(key)) return
      rows.add(key, 'slots', 1)
      if (skipped === undefined) rows.add(key, 'inflight', 1)
      else rows.add(key, 'skipped', 1, skipped)
    },
    lost(probe: string, path: Path, reason: SkipReason): void {
      const key = routeKey({ probe, path })
      if (!rows.has(key)) return
      rows.add(key, 'inflight', -1)
      rows.add(key, 'skipped', 1, reason)
    },
    /** Counts a sample; returns whether its route is defined. */
    sample(sample: Sample, budget: Budget): boolean {
      const key = routeKey(sample)
      if (!rows.has(key)) return false
      record(rows, key, sample, budget)
      return true
    },
    setAside(probe: string, path: Path, isAside: boolean): void {
      const key = routeKey({ probe, path })
      if (rows.has(key)) rows.set(key, 'setAside', isAside ? 1 : 0)
    },
    /** The thread that set routes aside is gone. */
    noneAside(): void {
      for (const key of rows.keys()) rows.set(key, 'setAside', 0)
    },
    failureScore: (probe: string, path: Path, score: number): void =>
      rows.set(routeKey({ probe, path }), 'failureScore', score),
  }
}

/** Shows every series that a probe can have at 0, so that its first failure is a step that a rate sees; what counts already stays. */
function showRoute(routes: RouteRows, probe: Probe, route: Route): void {
  const key = routeKey({ probe: probe.name, path: route.path })
  routes.open(key, rowLabels({ [LABELS.probe]: probe.name, [LABELS.path]: route.path }))
  for (const name of ['slots', 'setAside', 'inflight', 'failureScore', 'duration'] as const) routes.show(key, name)
  for (const budget of BUDGETS) {
    routes.show(key, 'probes', budget)
    for (const { reason, phase } of possibleFailures(probe, route)) routes.show(key, 'failures', budget, reason, phase)
  }
  for (const phase of possiblePhases(probe, route)) routes.show(key, 'phases', phase)
  for (const { answerer, codeClass } of possibleReplies(probe)) routes.show(key, 'responses', answerer, codeClass)
  for (const result of CONFIRMATIONS) routes.show(key, 'confirmations', result)
  for (const reason of SKIP_REASONS) routes.show(key, 'skipped', reason)
  for (const cause of INVALID_CAUSES) routes.show(key, 'invalid', cause)
}

/** Counts one probe that ended; the budget decides whether an SLI sees it. */
function record(routes: RouteRows, key: string, sample: Sample, budget: Budget): void {
  const { outcome, observation, answeredBy, invalid } = sample
  if (sample.role === 'confirm') {
    routes.add(key, 'confirmations', 1, outcome.isGood ? 'good' : 'bad')
    return
  }
  routes.add(key, 'inflight', -1)
  if (invalid !== undefined) {
    routes.add(key, 'invalid', 1, invalid)
    return
  }
  routes.add(key, 'probes', 1, budget)
  const endedAt = sample.slotWall / 1000 + sample.startDelaySeconds + observation.durationSeconds
  routes.set(key, 'lastRun', endedAt)
  for (const [phase, seconds] of Object.entries(observation.phases) as [Phase, number][]) {
    routes.observe(key, 'phases', seconds, phase)
  }
  const { certificate, response } = observation
  if (certificate !== undefined) {
    routes.set(key, 'notAfter', certificate.notAfter, 'leaf')
    routes.set(key, 'notAfter', certificate.chainNotAfter, 'chain')
  }
  if (response !== undefined) {
    routes.add(key, 'responses', 1, answeredBy ?? 'unknown', codeClassOf(response.status))
  }
  if (!outcome.isGood) {
    const { reason, phase } = outcome.failure
    routes.add(key, 'failures', 1, budget, reason, phase)
    return
  }
  routes.set(key, 'lastSuccess', endedAt)
  // An excluded sample is in no SLI, so it may not be in the numerator of the latency SLI either.
  if (budget === COUNTED) routes.observe(key, 'duration', observation.durationSeconds)
}
