import { inSeconds } from '../../../lib/duration.ts'
import { by } from '../../../lib/promql/write-grouping.ts'
import { bucketMatcher, selector } from '../../../lib/promql/write-selector.ts'
import type { FailureCount } from '../../../postmortems/draft/facts.ts'
import { badOf, type PathCounted } from '../../../postmortems/draft/path-ends.ts'
import { type DraftGrid, type RouteRises, risesOf, sumIn } from '../../../postmortems/draft/signals.ts'
import { LABELS } from '../../../services/prober/contract/labels.ts'
import { COUNTED, METRICS, PATHS, type Path } from '../../../services/prober/contract/names.ts'
import { probeOf, type Slo } from '../../../slo/core/model.ts'
import type { Series } from '../../../slo/report/span/series.ts'

/** Gives the series of an expression over the span of a draft. */
export type Over = (query: string) => Promise<readonly Series[]>

/** What the prober counted in a span. */
export interface MeasuredCounts {
  readonly routes: readonly RouteRises[]
  /** By path, all probes that SLOs are about together. */
  readonly paths: readonly PathCounted[]
  readonly failures: readonly FailureCount[]
  /** Bad events by SLO, of those that count probes. */
  readonly badOf: (slo: Slo) => number | undefined
}

/** Asks what the probes of SLOs counted, on every path that they take. */
export async function measuredCounts(slos: readonly Slo[], grid: DraftGrid, over: Over): Promise<MeasuredCounts> {
  const wanted = slos.flatMap(slo => probeOf(slo) ?? [])
  if (wanted.length === 0) return { routes: [], paths: [], failures: [], badOf: () => undefined }
  const { answers, ...asked } = await askCounters([...new Set(wanted.map(({ probe }) => probe))], over)
  const routes = routesOf(asked, await quickOf(wanted, grid, over), grid.startSeconds)
  const sum: Sum = rises => sumIn(rises, grid.startSeconds, grid.endSeconds)
  const failures = routes.flatMap(route =>
    route.failures.map(({ labels, rises }): FailureCount => {
      const [reason, phase] = [labels[LABELS.reason] ?? '', labels[LABELS.phase] ?? '']
      return { probe: route.probe, path: route.path, reason, phase, count: sum(rises) }
    }),
  )
  const paths = PATHS.map((path): PathCounted => {
    const own = routes.filter(route => route.path === path)
    const replies = answers.filter(({ labels }) => pathIn(labels) === path)
    return {
      path,
      failures: failures.filter(one => one.path === path && one.count > 0),
      slow: own.reduce((all, { slow }) => all + sum(slow), 0),
      total: own.reduce((all, { total }) => all + sum(total), 0),
      answers: replies.map(({ labels, points }) => ({
        answeredBy: labels[LABELS.answeredBy] ?? '',
        codeClass: labels[LABELS.codeClass] ?? '',
        count: sum(risesOf(points, grid.startSeconds)),
      })),
    }
  })
  return {
    routes: routes.map(({ slow, ...route }) => ({ ...route, bad: sum(slow) > sum(route.bad) ? slow : route.bad })),
    paths: paths.filter(one => badOf(one) > 0),
    failures: failures.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count),
    badOf: slo => badEvents(slo, routes, sum),
  }
}

type Sum = (rises: ReadonlyMap<number, number>) => number

function badEvents(slo: Slo, routes: readonly Route[], sum: Sum): number | undefined {
  const probe = probeOf(slo)
  const route = routes.find(one => one.probe === probe?.probe && one.path === probe.path)
  if (probe === undefined || route === undefined) return undefined
  return sum(route.bad) + (probe.latency === undefined ? 0 : sum(route.slow))
}

/** What the prober's counters of some probes stood at. */
interface Counters {
  readonly total: readonly Series[]
  readonly failed: readonly Series[]
  /** Of answers that were no success. */
  readonly answers: readonly Series[]
}

async function askCounters(probes: readonly string[], over: Over): Promise<Counters> {
  const ofProbes = { [LABELS.probe]: ['=~', probes.join('|')] as const }
  const counted = { ...ofProbes, [LABELS.budget]: COUNTED }
  const failing = { ...ofProbes, [LABELS.codeClass]: ['!=', '2xx'] as const }
  const grouped = (metric: string, matchers: Parameters<typeof selector>[1], ...labels: readonly string[]) =>
    `sum ${by(...ROUTE, ...labels)} (${selector(metric, matchers)})`
  const [total, failed, answers] = await Promise.all([
    over(grouped(METRICS.probes, counted)),
    over(`${grouped(METRICS.failures, counted, LABELS.reason, LABELS.phase)} > 0`),
    over(`${grouped(METRICS.responses, failing, LABELS.answeredBy, LABELS.codeClass)} > 0`),
  ])
  return { total, failed, answers }
}

function routesOf(
  { total, failed }: Pick<Counters, 'total' | 'failed'>,
  quick: ReadonlyMap<string, ReadonlyMap<number, number>>,
  first: number,
): readonly Route[] {
  return total.map(({ labels, points }) => {
    const [probe, path] = [labels[LABELS.probe] ?? '', pathIn(labels)]
    const rises = risesOf(points, first)
    const own = failed.filter(one => one.labels[LABELS.probe] === probe && pathIn(one.labels) === path)
    const failures = own.map(one => ({ labels: one.labels, rises: risesOf(one.points, first) }))
    const bad = added(failures.map(one => one.rises))
    const fast = quick.get(`${probe} ${path}`)
    const slow = fast === undefined ? new Map<number, number>() : without(rises, added([fast, bad]))
    return { probe, path, total: rises, failures, bad, slow }
  })
}

const ROUTE = [LABELS.probe, LABELS.path]

interface Route {
  readonly probe: string
  readonly path: Path
  readonly total: ReadonlyMap<number, number>
  readonly failures: readonly { readonly labels: Series['labels']; readonly rises: ReadonlyMap<number, number> }[]
  readonly bad: ReadonlyMap<number, number>
  readonly slow: ReadonlyMap<number, number>
}

/** Good probes that were quick enough, by route, where an SLO has a threshold. */
async function quickOf(
  wanted: readonly NonNullable<ReturnType<typeof probeOf>>[],
  { startSeconds }: DraftGrid,
  over: Over,
): Promise<ReadonlyMap<string, ReadonlyMap<number, number>>> {
  const found = await Promise.all(
    wanted.map(async ({ probe, path, latency }) => {
      if (latency === undefined) return []
      const bucket = { [LABELS.probe]: probe, [LABELS.path]: path, le: bucketMatcher(inSeconds(latency)) }
      const [series] = await over(`sum ${by(...ROUTE)} (${selector(`${METRICS.duration}_bucket`, bucket)})`)
      return series === undefined ? [] : [[`${probe} ${path}`, risesOf(series.points, startSeconds)] as const]
    }),
  )
  return new Map(found.flat())
}

function pathIn(labels: Series['labels']): Path {
  return PATHS.find(path => path === labels[LABELS.path]) ?? 'app'
}

function added(all: readonly ReadonlyMap<number, number>[]): ReadonlyMap<number, number> {
  const sums = new Map<number, number>()
  for (const rises of all) for (const [moment, rise] of rises) sums.set(moment, (sums.get(moment) ?? 0) + rise)
  return sums
}

/** What is left of rises; a moment at which as much or more is taken away has none. */
function without(rises: ReadonlyMap<number, number>, taken: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  return new Map(
    [...rises].flatMap(([at, rise]) => (rise > (taken.get(at) ?? 0) ? [[at, rise - (taken.get(at) ?? 0)]] : [])),
  )
}
