import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { MetricFamily } from '../../lib/metric-family.ts'
import { OWN_FAMILIES } from './contract/families.ts'
import { LABELS } from './contract/labels.ts'
import { type CONFIRMATIONS, FAULT_DOMAINS, THREAD_LOSSES, type ThreadLoss } from './contract/names.ts'
import type { NamedFault } from './core/fault/localise.ts'

type Outcome = (typeof CONFIRMATIONS)[number]

/** The metrics that a prober has once, on a registry of prom-client. */
export function createOwnMetrics(registry: Registry, vantage: string, version: string) {
  const own = createSeries(registry)
  const fault = ({ domain, instances, isSlow }: NamedFault): void => {
    for (const each of FAULT_DOMAINS) own.faultDomain.set({ [LABELS.domain]: each }, each === domain ? 1 : 0)
    const bad = instances?.failing.length ?? 0
    own.faultInstances.set({ [LABELS.outcome]: 'bad' satisfies Outcome }, bad)
    own.faultInstances.set({ [LABELS.outcome]: 'good' satisfies Outcome }, (instances?.of ?? 0) - bad)
    own.faultSlow.set(isSlow === true ? 1 : 0)
  }
  own.buildInfo.set({ [LABELS.version]: version, [LABELS.vantage]: vantage }, 1)
  for (const cause of THREAD_LOSSES) own.restarts.inc({ [LABELS.cause]: cause }, 0)
  fault({ domain: 'unknown' })
  return {
    fault,
    startDelay: (delaySeconds: number): void => own.startDelay.observe(Math.max(0, delaySeconds)),
    vitals(utilization: number, lagsSeconds: readonly number[]): void {
      own.utilization.set(utilization)
      for (const seconds of lagsSeconds) own.lag.observe(seconds)
    },
    reference: (errorSeconds: number): void => own.calibration.observe(errorSeconds),
    reloaded(isGood: boolean, nowSeconds: number): void {
      own.reloadGood.set(isGood ? 1 : 0)
      if (isGood) own.reloadTime.set(nowSeconds)
    },
    stray: (): void => own.exceptions.inc(),
    threadLost: (cause: ThreadLoss): void => own.restarts.inc({ [LABELS.cause]: cause }),
  }
}

function createSeries(registry: Registry) {
  const options = <const Label extends string>(family: MetricFamily & { readonly labels: readonly Label[] }) => ({
    name: family.name,
    help: family.help,
    labelNames: family.labels,
    registers: [registry],
  })
  const histogram = (family: MetricFamily) => new Histogram({ ...options(family), buckets: [...family.bounds] })
  return {
    faultDomain: new Gauge(options(OWN_FAMILIES.faultDomain)),
    faultInstances: new Gauge(options(OWN_FAMILIES.faultInstances)),
    faultSlow: new Gauge(options(OWN_FAMILIES.faultSlow)),
    startDelay: histogram(OWN_FAMILIES.startDelay),
    lag: histogram(OWN_FAMILIES.lag),
    utilization: new Gauge(options(OWN_FAMILIES.utilization)),
    calibration: histogram(OWN_FAMILIES.calibration),
    reloadGood: new Gauge(options(OWN_FAMILIES.reloadGood)),
    reloadTime: new Gauge(options(OWN_FAMILIES.reloadTime)),
    restarts: new Counter(options(OWN_FAMILIES.restarts)),
    exceptions: new Counter(options(OWN_FAMILIES.exceptions)),
    buildInfo: new Gauge(options(OWN_FAMILIES.buildInfo)),
  }
}
