import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { MetricFamily } from '../../lib/metric-family.ts'
import { OWN_FAMILIES } from './contract/families.ts'

/** The metrics that a prober has once, as prom-client keeps them. */
export function createOwnSeries(registry: Registry) {
  const options = <const Label extends string>(family: MetricFamily & { readonly labels: readonly Label[] }) => ({
    name: family.name,
    help: family.help,
    labelNames: family.labels,
    registers: [registry],
  })
  const histogram = (family: MetricFamily) => new Histogram({ ...options(family), buckets: [...family.bounds] })
  return {
    faultDomain: new Gauge(options(OWN_FAMILIES.faultDomain)),
    startDelay: histogram(OWN_FAMILIES.startDelay),
    lag: histogram(OWN_FAMILIES.lag),
    utilization: new Gauge(options(OWN_FAMILIES.utilization)),
    calibration: histogram(OWN_FAMILIES.calibration),
    reloadGood: new Gauge(options(OWN_FAMILIES.reloadGood)),
    reloadTime: new Gauge(options(OWN_FAMILIES.reloadTime)),
    restarts: new Counter(options(OWN_FAMILIES.restarts)),
    buildInfo: new Gauge(options(OWN_FAMILIES.buildInfo)),
  }
}
