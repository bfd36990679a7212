import { WEB_JOBS } from '../../services/web/contract/jobs.ts'
import { LABELS } from '../../services/web/contract/labels.ts'
import { DURATION_BOUNDS_SECONDS, METRICS } from '../../services/web/contract/names.ts'
import type { SampledSeries } from '../../slo/timeline/sampled-series.ts'
import { NODE_JS, NODE_JS_LABELS } from '../catalogue/node-js.ts'
import { TRAEFIK, TRAEFIK_LABELS } from '../catalogue/traefik.ts'
import { histogram } from './histogram.ts'
import { around, aWeekAgo, counted, NOW, recently, type Scenario } from './scenario.ts'

const OLD_RELEASE = '2026.02.03-1'
const NEW_RELEASE = '2026.02.05-1'
const ROUTES: readonly (readonly [route: string, perSecond: number, medianSeconds: number])[] = [
  ['/', 3.2, 0.021],
  ['/status.json', 1.1, 0.009],
  ['/slo/:id', 0.6, 0.044],
]
const MIB = 1024 * 1024

/** What the web app and Traefik before it would have exposed: two instances, of which the second gets the new release. */
export function webSeries(scenario: Scenario): readonly SampledSeries[] {
  return [
    ...['web-0', 'web-1'].flatMap(instance => [...traffic(scenario, instance), ...process(scenario, instance)]),
    ...(scenario.name === 'partial'
      ? [...traffic(scenario, 'app-0', WEB_JOBS.cluster), ...process(scenario, 'app-0', WEB_JOBS.cluster)]
      : []),
    ...traefik(scenario),
    // The status page is the same program, and none of the app's.
    ...traffic(scenario, 'status-0', 'status'),
    ...process(scenario, 'status-0', 'status'),
    ...stranger(scenario),
  ]
}

/** A process that is not the app and exports its CPU and memory under the same names, as every process does. */
function stranger(scenario: Scenario): SampledSeries[] {
  const labels = { job: 'prometheus', instance: 'prometheus-0' }
  const range = recently(scenario)
  return [
    { name: NODE_JS.residentMemory, labels, value: () => 900 * MIB, range },
    { name: NODE_JS.cpuSeconds, labels, value: counted(scenario, 0.9), range },
  ]
}

/** When the release that the scenario begins with was deployed. */
function oldReleaseAt({ startedAt }: Scenario): number {
  return Math.max(startedAt, NOW - 2 * 86_400)
}

function isNew(scenario: Scenario, instance: string, moment: number): boolean {
  return instance === 'web-1' && moment >= scenario.brokenAt
}

function traffic(scenario: Scenario, instance: string, job: string = WEB_JOBS.stack): SampledSeries[] {
  const range = recently(scenario)
  const scraped = { job, instance }
  const brokenPart = instance === 'web-1' ? 0.45 : 0.008
  const slower = job === WEB_JOBS.stack ? 1 : 3
  const release = (name: string, isShown: (moment: number) => boolean): SampledSeries => ({
    name: METRICS.releaseInfo,
    labels: { ...scraped, [LABELS.release]: name },
    value: moment => (isShown(moment) ? 1 : undefined),
    range: { ...range, startSeconds: oldReleaseAt(scenario) },
  })
  return [
    release(OLD_RELEASE, moment => !isNew(scenario, instance, moment)),
    release(NEW_RELEASE, moment => isNew(scenario, instance, moment)),
    ...ROUTES.flatMap(([route, perSecond, median]) => {
      const labels = { ...scraped, [LABELS.method]: 'GET', [LABELS.route]: route }
      const answered = (code: string) => ({ ...labels, [LABELS.code]: code })
      const good = counted(scenario, perSecond, perSecond * (1 - brokenPart))
      const bad = counted(scenario, 0, perSecond * brokenPart)
      return [
        { name: METRICS.requests, labels: answered('200'), value: good, range },
        {
          name: METRICS.requests,
          labels: answered('404'),
          value: counted(scenario, perSecond * 0.01),
          range,
        },
        { name: METRICS.requests, labels: answered('500'), value: bad, range },
        ...[aWeekAgo(scenario), range].flatMap(at =>
          histogram(METRICS.duration, answered('200'), DURATION_BOUNDS_SECONDS, median * slower, good, at),
        ),
      ]
    }),
  ]
}

function process(scenario: Scenario, instance: string, job: string = WEB_JOBS.stack): SampledSeries[] {
  const range = recently(scenario)
  const labels = { job, instance }
  const seed = instance === 'web-0' ? 0 : job === WEB_JOBS.stack ? 2 : 5
  const isSick = (moment: number) => isNew(scenario, instance, moment)
  const gauge = (name: string, value: (moment: number) => number): SampledSeries => ({ name, labels, value, range })
  // The new release's heap climbs until the kernel ends it, every five minutes.
  const climb = (moment: number) => ((moment - scenario.brokenAt) % 300) / 300
  const heap = around((job === WEB_JOBS.stack ? 48 : 90) * MIB, 6 * MIB, seed)
  return [
    gauge(NODE_JS.heapUsed, moment => (isSick(moment) ? heap(moment) + climb(moment) * 60 * MIB : heap(moment))),
    gauge(NODE_JS.heapTotal, around(64 * MIB, 4 * MIB, seed)),
    gauge(NODE_JS.residentMemory, moment => heap(moment) + 40 * MIB + (isSick(moment) ? climb(moment) * 60 * MIB : 0)),
    gauge(NODE_JS.eventLoopLagP99, moment => (isSick(moment) ? 0.31 : around(0.012, 0.002, seed)(moment))),
    gauge(NODE_JS.startTime, moment => (isSick(moment) ? moment - climb(moment) * 300 : oldReleaseAt(scenario))),
    { name: NODE_JS.cpuSeconds, labels, value: counted(scenario, 0.11, seed === 0 ? 0.11 : 0.7), range },
    ...['minor', 'major', 'incremental'].map((kind, index) => ({
      name: `${NODE_JS.gcDuration}_sum`,
      labels: { ...labels, [NODE_JS_LABELS.kind]: kind },
      value: counted(scenario, 0.004 / (index + 1), (seed === 0 ? 0.004 : 0.16) / (index + 1)),
      range,
    })),
  ]
}

function traefik(scenario: Scenario): SampledSeries[] {
  const range = recently(scenario)
  const answered = (instance: string, code: string) => ({
    job: 'traefik',
    instance,
    [TRAEFIK_LABELS.service]: 'web@kubernetes',
    [TRAEFIK_LABELS.method]: 'GET',
    [TRAEFIK_LABELS.protocol]: 'http',
    [TRAEFIK_LABELS.code]: code,
  })
  const good = counted(scenario, 9.8, 5.9)
  return [
    { name: TRAEFIK.requests, labels: answered('traefik-1', '200'), value: counted(scenario, 2.1), range },
    { name: TRAEFIK.requests, labels: answered('traefik-1', '502'), value: counted(scenario, 0, 0.4), range },
    ...histogram(
      TRAEFIK.duration,
      answered('traefik-1', '200'),
      DURATION_BOUNDS_SECONDS,
      0.05,
      counted(scenario, 2.1),
      range,
    ),
    { name: TRAEFIK.requests, labels: answered('traefik-0', '200'), value: good, range },
    { name: TRAEFIK.requests, labels: answered('traefik-0', '404'), value: counted(scenario, 0.1), range },
    { name: TRAEFIK.requests, labels: answered('traefik-0', '502'), value: counted(scenario, 0, 3.9), range },
    ...histogram(TRAEFIK.duration, answered('traefik-0', '200'), DURATION_BOUNDS_SECONDS, 0.024, good, range),
  ]
}
