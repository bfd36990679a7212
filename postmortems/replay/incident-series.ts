import { type Duration, inSeconds, milliseconds } from '../../lib/duration.ts'
import { bucketMatcher } from '../../lib/promql/write-selector.ts'
import type { ProbeEntry } from '../../services/prober/contract/catalogue.ts'
import { LABELS } from '../../services/prober/contract/labels.ts'
import { COUNTED, FAULT_DOMAINS, METRICS } from '../../services/prober/contract/names.ts'
import { probeOf, type Slo } from '../../slo/core/model.ts'
import { testSeries } from '../../slo/proof/test-series.ts'
import type { Incident, IncidentSeries, SeriesValue } from '../definition/model.ts'
import { type PathCounts, type ProberScrape, routeName, runProber, segmentAt } from './prober-run.ts'
import { LEAD, PACE, type ScrapedSeries } from './samples.ts'

/** What Prometheus scrapes in an incident, and what the prober names meanwhile. */
export interface Scraped {
  readonly series: readonly ScrapedSeries[]
  readonly prober: readonly ProberScrape[]
}

/** All series of an incident: what its file writes itself, and what the prober and the SLOs' own counters show of the rest. */
export function scrapedIn(
  incident: Incident,
  slos: readonly Slo[],
  probes: readonly ProbeEntry[],
  scrapes: readonly number[],
): Scraped {
  const named = new Set(slos.flatMap(slo => probeOf(slo)?.probe ?? []))
  const asked = probes.filter(({ name }) => named.has(name))
  const prober = runProber(incident, asked, scrapes)
  const written = incident.series.map(one => writtenSeries(one, scrapes))
  const made = [...proberSeries(incident, slos, asked, prober), ...eventSeries(incident, slos, scrapes)]
  const isWritten = ({ metric }: ScrapedSeries): boolean => written.some(one => one.metric === metric)
  return { series: [...written, ...made.filter(one => !isWritten(one))], prober }
}

const VANTAGE = 'replay'

function proberSeries(
  { paths }: Incident,
  slos: readonly Slo[],
  probes: readonly ProbeEntry[],
  scrapes: readonly ProberScrape[],
): readonly ScrapedSeries[] {
  const ofHops = FAULT_DOMAINS.map(domain => ({
    metric: METRICS.faultDomain,
    labels: { [LABELS.domain]: domain, [LABELS.vantage]: VANTAGE },
    values: scrapes.map(scrape => (scrape.domain === domain ? 1 : 0)),
  }))
  const ofRoutes = probes.flatMap(({ name: probe, paths: all }) =>
    all.flatMap(path => {
      const route = { [LABELS.probe]: probe, [LABELS.path]: path, [LABELS.vantage]: VANTAGE }
      const values = (read: (counts: PathCounts) => number) =>
        scrapes.map(({ counts }) => read(counts.get(routeName(probe, path)) ?? ZERO))
      const end = [...paths].find(([name]) => name === path)?.[1]
      const cause = { [LABELS.reason]: end?.ends ?? 'status', [LABELS.phase]: end?.phase ?? 'wait' }
      const counted = { ...route, [LABELS.budget]: COUNTED }
      return [
        { metric: METRICS.probes, labels: counted, values: values(({ probes: count }) => count) },
        { metric: METRICS.failures, labels: { ...counted, ...cause }, values: values(({ failures }) => failures) },
        { metric: METRICS.failureScore, labels: route, values: values(({ score }) => score) },
        ...thresholdsOf(slos, probe, path).map(le => ({
          metric: `${METRICS.duration}_bucket`,
          labels: { ...route, le },
          values: values(({ quick }) => quick),
        })),
      ]
    }),
  )
  const info = { metric: METRICS.buildInfo, labels: { [LABELS.vantage]: VANTAGE }, values: scrapes.map(() => 1) }
  return [...ofHops, ...ofRoutes, info]
}

const ZERO: PathCounts = { probes: 0, failures: 0, quick: 0, score: 0 }

/** The buckets that latency SLOs of a route read. */
function thresholdsOf(slos: readonly Slo[], probe: string, path: string): readonly string[] {
  const found = slos.flatMap(slo => {
    const sli = probeOf(slo)
    if (sli?.latency === undefined || sli.probe !== probe || sli.path !== path) return []
    const matcher = bucketMatcher(inSeconds(sli.latency))
    return [typeof matcher === 'string' ? matcher : String(inSeconds(sli.latency))]
  })
  return [...new Set(found)]
}

/** The counters of SLOs that count no probes. */
function eventSeries(
  { segments }: Incident,
  slos: readonly Slo[],
  scrapes: readonly number[],
): readonly ScrapedSeries[] {
  return slos
    .filter(slo => probeOf(slo) === undefined)
    .flatMap(slo => testSeries(slo)?.metrics ?? [])
    .map(({ metric, labels, part, isGauge = false }) => {
      let sum = 0
      const values = scrapes.map(at => {
        const { badRatio, eventsPerSecond } = segmentAt(segments, at - PACE)
        if (isGauge) return part(badRatio)
        sum += eventsPerSecond * part(badRatio) * inSeconds(PACE)
        return Math.floor(sum + 1e-6)
      })
      return { metric, labels: labels(0), values }
    })
}

function writtenSeries({ metric, labels, before, steps }: IncidentSeries, scrapes: readonly number[]): ScrapedSeries {
  const values = scrapes.map(scrape => {
    const index = steps.findLastIndex(({ at }) => at <= scrape)
    const step = steps[index]
    if (step === undefined) return numberOf(before)
    const from = numberOf(step.value)
    const next = steps[index + 1]
    if (step.to === undefined || from === undefined) return from
    const length = next === undefined ? 0 : next.at - step.at
    const part = length === 0 ? 1 : (scrape - step.at) / length
    return Number((from + (step.to - from) * part).toPrecision(12))
  })
  return { metric, labels, values }
}

/** The clock of the replay is at zero when the lead begins. */
function numberOf(value: SeriesValue): number | undefined {
  return typeof value === 'object' ? inSeconds(milliseconds(value.afterStart + LEAD)) : value
}

/** Until when an incident is replayed: to its end, and until everything that must end has done so. */
export function replayEnd({ length, expected }: Pick<Incident, 'length' | 'expected'>): Duration {
  const bounds = expected.alerts.flatMap(({ by, endsBy }) => [by, endsBy ?? by])
  return milliseconds(Math.max(length, ...bounds) + 4 * PACE)
}
