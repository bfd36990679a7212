import { METRICS as PROBER } from '../../services/prober/contract/names.ts'
import { METRICS as WEB } from '../../services/web/contract/names.ts'
import { type Metric, metrics } from './metric.ts'

const ROUTE = ['probe', 'path', 'vantage'] as const

const PROBER_METRICS: readonly Metric[] = [
  ...metrics('counter', {
    [PROBER.probes]: [...ROUTE, 'budget'],
    [PROBER.failures]: [...ROUTE, 'budget', 'reason', 'phase'],
    [PROBER.responses]: [...ROUTE, 'answered_by', 'code_class'],
    [PROBER.slots]: ROUTE,
    [PROBER.slotsSkipped]: [...ROUTE, 'reason'],
    [PROBER.samplesInvalid]: [...ROUTE, 'cause'],
    [PROBER.workerRestarts]: ['cause'],
  }),
  ...metrics('gauge', {
    [PROBER.faultDomain]: ['domain'],
    [PROBER.certificateNotAfter]: [...ROUTE, 'role'],
    [PROBER.lastSuccess]: ROUTE,
    [PROBER.lastRun]: ROUTE,
    [PROBER.eventLoopUtilization]: [],
    [PROBER.inflight]: ROUTE,
    [PROBER.failureScore]: ROUTE,
    [PROBER.buildInfo]: ['version', 'vantage'],
    [PROBER.maintenanceActive]: ['probe'],
    [PROBER.reloadSuccessful]: [],
    [PROBER.reloadTime]: [],
  }),
  ...metrics('histogram', {
    [PROBER.duration]: ROUTE,
    [PROBER.phaseDuration]: [...ROUTE, 'phase'],
    [PROBER.pathOverhead]: ['probe', 'vantage'],
    [PROBER.startDelay]: [],
    [PROBER.eventLoopLag]: [],
    [PROBER.calibrationError]: [],
  }),
]

const WEB_METRICS: readonly Metric[] = [
  ...metrics('counter', { [WEB.requests]: ['method', 'route', 'code'] }),
  ...metrics('histogram', { [WEB.duration]: ['method', 'route', 'code'] }),
  ...metrics('gauge', { [WEB.releaseInfo]: ['release'] }),
]

/** What the prober and the web app measure, under the names that they import as well. */
export const OWN_METRICS: readonly Metric[] = [...PROBER_METRICS, ...WEB_METRICS]
