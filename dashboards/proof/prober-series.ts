import { LABELS } from '../../services/prober/contract/labels.ts'
import {
  COUNTED,
  EXCLUDED,
  FAULT_DOMAINS,
  type FaultDomain,
  METRICS,
  PHASES,
  type Phase,
} from '../../services/prober/contract/names.ts'
import type { SampledSeries } from '../../slo/timeline/sampled-series.ts'
import type { BoardContext } from '../context.ts'
import { histogram } from './histogram.ts'
import { around, bySegment, counted, EVENTS_PER_SECOND, NOW, recently, type Scenario } from './scenario.ts'

/** Two probers, of which the second stands farther away. */
const PROBERS = [
  { instance: 'prober-0', vantage: 'control-plane', far: 1 },
  { instance: 'prober-1', vantage: 'worker', far: 1.6 },
] as const
type Prober = (typeof PROBERS)[number]

function scrapedFrom({ instance }: Prober): Labels {
  return { job: 'prober', instance }
}

type Labels = Readonly<Record<string, string>>

const DAY = 86_400

/** The part of a path's probes that fails in the outage, and how. */
const BROKEN: Readonly<Record<string, { part: number; reason: string; phase: Phase; by: string }>> = {
  edge: { part: 0.6, reason: 'status', phase: 'wait', by: 'ingress' },
  ingress: { part: 0.6, reason: 'status', phase: 'wait', by: 'ingress' },
  app: { part: 1, reason: 'refused', phase: 'connect', by: 'unknown' },
}

const MEDIAN_SECONDS: Readonly<Record<string, number>> = { edge: 0.048, ingress: 0.031, app: 0.018 }
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5]
const PHASE_SECONDS: Readonly<Record<Phase, number>> = {
  dns: 0.001,
  connect: 0.002,
  tls: 0.011,
  send: 0.0004,
  wait: 0.024,
  transfer: 0.003,
}

/** What the prober would have exposed. */
export function proberSeries(scenario: Scenario, { probes }: BoardContext): readonly SampledSeries[] {
  const routes = probes.flatMap(({ name, paths }) => paths.map(path => ({ probe: name, path })))
  return PROBERS.flatMap(prober => [
    ...routes.flatMap(route => routeSeries(scenario, prober, route)),
    ...faultDomain(scenario, prober),
    ...self(scenario, prober),
  ])
}

function routeSeries(scenario: Scenario, prober: Prober, route: { probe: string; path: string }): SampledSeries[] {
  const range = recently(scenario)
  const scraped = scrapedFrom(prober)
  const labels = { ...scraped, ...labelsOf(route, prober) }
  const isSilent = (moment: number) => route.path === 'app' && moment > scenario.silentAt
  // A route that is not probed any more keeps its counters where they were.
  const until = (value: (moment: number) => number) => (moment: number) =>
    isSilent(moment) ? value(scenario.silentAt) : value(moment)
  const broken = BROKEN[route.path]
  const part = broken?.part ?? 0
  const good = counted(scenario, EVENTS_PER_SECOND, EVENTS_PER_SECOND * (1 - part))
  const bad = counted(scenario, 0, EVENTS_PER_SECOND * part)
  const failures = [
    ['status', 'wait'],
    ['refused', 'connect'],
    ['timeout', 'wait'],
  ] as const
  const median = (MEDIAN_SECONDS[route.path] ?? 0.03) * prober.far
  return [
    series(METRICS.probes, { ...labels, [LABELS.budget]: COUNTED }, until(counted(scenario, EVENTS_PER_SECOND))),
    series(METRICS.probes, { ...labels, [LABELS.budget]: EXCLUDED }, () => 0),
    // Failures in a maintenance, which no budget pays for.
    series(METRICS.failures, { ...labels, ...failureLabels('status', 'wait', EXCLUDED) }, () => 0),
    ...ledger(scenario, prober, route.path, until(counted(scenario, EVENTS_PER_SECOND))).map(([name, of, value]) =>
      series(name, { ...labels, ...of }, value),
    ),
    series(METRICS.failureScore, labels, moment => (moment > scenario.brokenAt + 60 ? 14 : 0)),
    ...failures.map(([reason, phase]) => {
      const isIt = broken?.reason === reason && broken.phase === phase
      const of = failureLabels(reason, phase, COUNTED)
      return series(METRICS.failures, { ...labels, ...of }, until(isIt ? bad : () => 0))
    }),
    ...histogram(METRICS.duration, labels, BOUNDS, median, until(good), range),
    ...PHASES.filter(phase => phase !== 'tls' || route.path === 'edge').flatMap(phase => [
      series(
        `${METRICS.phaseDuration}_sum`,
        { ...labels, [LABELS.phase]: phase },
        until(scaledBy(good, PHASE_SECONDS[phase] * prober.far)),
      ),
      series(`${METRICS.phaseDuration}_count`, { ...labels, [LABELS.phase]: phase }, until(good)),
    ]),
    series(METRICS.responses, { ...labels, ...answerLabels('app', '2xx') }, until(good)),
    series(METRICS.responses, { ...labels, ...answerLabels(broken?.by ?? 'edge', '5xx') }, until(bad)),
    series(METRICS.lastRun, labels, moment => (isSilent(moment) ? scenario.silentAt : ran(scenario, moment))),
    series(METRICS.lastSuccess, labels, moment =>
      isSilent(moment) ? scenario.silentAt : Math.min(ran(scenario, moment), part > 0 ? scenario.brokenAt : moment),
    ),
    ...(route.path === 'edge' ? certificates(scenario, labels) : []),
  ]

  function series(name: string, of: Labels, value: (moment: number) => number): SampledSeries {
    return { name, labels: of, value, range }
  }
}

function labelsOf({ probe, path }: { probe: string; path: string }, { vantage }: Prober): Labels {
  return { [LABELS.probe]: probe, [LABELS.path]: path, [LABELS.vantage]: vantage }
}

function failureLabels(reason: string, phase: Phase, budget: string): Labels {
  return { [LABELS.reason]: reason, [LABELS.phase]: phase, [LABELS.budget]: budget }
}

function answerLabels(by: string, codeClass: string): Labels {
  return { [LABELS.answeredBy]: by, [LABELS.codeClass]: codeClass }
}

/** The prober's account of a route: every slot is a probe, skipped, invalid or in flight. */
function ledger(
  scenario: Scenario,
  prober: Prober,
  path: string,
  probes: (moment: number) => number,
): readonly (readonly [name: string, labels: Labels, value: (moment: number) => number])[] {
  const late = (moment: number) => Math.floor(Math.max(0, moment - scenario.silentAt) / 5)
  const skipped = (moment: number) => (path === 'app' ? late(moment) : 0)
  const invalid = (moment: number) => Math.floor(late(moment) * 0.1 * prober.far)
  const inflight = (moment: number) => (moment > scenario.idleAt ? 0 : moment > scenario.brokenAt ? 3 : 1)
  return [
    [METRICS.slotsSkipped, { [LABELS.reason]: 'overload' }, skipped],
    [METRICS.samplesInvalid, { [LABELS.cause]: 'loop_late' }, invalid],
    [METRICS.inflight, {}, inflight],
    [METRICS.slots, {}, moment => probes(moment) + skipped(moment) + invalid(moment) + inflight(moment)],
  ]
}

function scaledBy(value: (moment: number) => number, factor: number): (moment: number) => number {
  return moment => value(moment) * factor
}

function ran(scenario: Scenario, moment: number): number {
  return Math.min(moment - 2, scenario.idleAt)
}

function certificates(scenario: Scenario, route: Labels): SampledSeries[] {
  const days = scenario.name === 'partial' ? 5 : 47
  const of = (role: string, left: number): SampledSeries => ({
    name: METRICS.certificateNotAfter,
    labels: { ...route, [LABELS.role]: role },
    value: () => NOW + left * DAY,
    range: recently(scenario),
  })
  return [of('leaf', days), of('chain', 900)]
}

function faultDomain(scenario: Scenario, prober: Prober): SampledSeries[] {
  const scraped = scrapedFrom(prober)
  const now = (moment: number): FaultDomain => (moment > scenario.brokenAt + 30 ? 'app' : 'none')
  const domains = FAULT_DOMAINS.map(domain => ({
    name: METRICS.faultDomain,
    labels: { ...scraped, [LABELS.domain]: domain },
    // Without a run there is nothing to localise a fault by.
    value: (moment: number) => (moment > scenario.idleAt ? undefined : Number(now(moment) === domain)),
    range: recently(scenario),
  }))
  const overhead = histogram(
    METRICS.pathOverhead,
    { ...scraped, [LABELS.probe]: 'home', [LABELS.vantage]: prober.vantage },
    BOUNDS,
    0.017 * prober.far,
    counted(scenario, EVENTS_PER_SECOND),
    recently(scenario),
  )
  return [...domains, ...overhead]
}

function self(scenario: Scenario, prober: Prober): SampledSeries[] {
  const scraped = scrapedFrom(prober)
  const range = recently(scenario)
  const slots = counted(scenario, EVENTS_PER_SECOND * 3)
  const gauge = (name: string, value: SampledSeries['value']): SampledSeries => ({
    name,
    labels: scraped,
    value,
    range,
  })
  return [
    {
      name: METRICS.buildInfo,
      labels: { ...scraped, [LABELS.version]: '1', [LABELS.vantage]: prober.vantage },
      value: () => 1,
      range,
    },
    {
      name: METRICS.workerRestarts,
      labels: { ...scraped, [LABELS.cause]: 'ended' },
      value: bySegment(scenario, ({ kind }) => (kind === 'gap' ? 1 : 0)),
      range,
    },
    ...histogram(METRICS.startDelay, scraped, [0.001, 0.005, 0.01, 0.05, 0.1, 0.25], 0.002 * prober.far, slots, range),
    ...histogram(
      METRICS.eventLoopLag,
      scraped,
      [0.001, 0.005, 0.01, 0.05, 0.1, 0.25],
      0.0015 * prober.far,
      slots,
      range,
    ),
    ...histogram(
      METRICS.calibrationError,
      scraped,
      [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05],
      0.0006,
      slots,
      range,
    ),
    gauge(METRICS.eventLoopUtilization, around(0.06, 0.02)),
    { name: METRICS.maintenanceActive, labels: { ...scraped, [LABELS.probe]: 'home' }, value: () => 0, range },
    gauge(
      METRICS.reloadSuccessful,
      bySegment(scenario, ({ kind }) => (prober.far > 1 && kind === 'gap' ? 0 : 1)),
    ),
  ]
}
