import { METRICS as PROBER } from '../../services/prober/core/names.ts'
import { METRICS as WEB } from '../../services/web/core/names.ts'
import { EVENT_SUMS, LABELS, SERIES } from '../../slo/names.ts'
import { recordedWindows, windowName } from '../../slo/windows.ts'
import { type Metric, metrics } from './metric.ts'
import { PROBER_SELF } from './prober-self.ts'

const PROBE = ['probe', 'path', 'vantage'] as const

const PROBER_METRICS: readonly Metric[] = [
  ...metrics('counter', {
    [PROBER.probes]: [...PROBE, 'budget'],
    [PROBER.failures]: [...PROBE, 'budget', 'reason', 'phase'],
    [PROBER.responses]: [...PROBE, 'answered_by', 'code_class'],
    [PROBER.slots]: [],
    [PROBER.slotsSkipped]: ['reason'],
    [PROBER.samplesInvalid]: ['cause'],
  }),
  ...metrics('gauge', {
    [PROBER.faultDomain]: ['domain'],
    [PROBER.certificateNotAfter]: ['probe', 'path', 'role'],
    [PROBER.lastSuccess]: ['probe', 'path'],
    [PROBER.lastRun]: ['probe', 'path'],
    [PROBER.eventLoopUtilization]: [],
    [PROBER.inflight]: [],
    [PROBER.buildInfo]: ['version', 'revision'],
    [PROBER_SELF.maintenance]: [],
    [PROBER_SELF.reloadSuccessful]: [],
    [PROBER_SELF.reloadMoment]: [],
  }),
  ...metrics('histogram', {
    [PROBER.duration]: PROBE,
    [PROBER.phaseDuration]: [...PROBE, 'phase'],
    [PROBER.pathOverhead]: ['probe'],
    [PROBER.startDelay]: [],
    [PROBER.eventLoopLag]: [],
    [PROBER_SELF.calibrationError]: [],
  }),
]

const WEB_METRICS: readonly Metric[] = [
  ...metrics('counter', { [WEB.requests]: ['method', 'route', 'code'] }),
  ...metrics('histogram', { [WEB.duration]: ['method', 'route', 'code'] }),
  ...metrics('gauge', { [WEB.releaseInfo]: ['release'] }),
]

const IDENTITY = [LABELS.id, LABELS.service, LABELS.slo] as const
const WINDOWED = [...IDENTITY, LABELS.window] as const
const WINDOWS = [...recordedWindows().map(windowName), '30d']

const SLO_METRICS: readonly Metric[] = [
  ...metrics('recorded', {
    ...Object.fromEntries(WINDOWS.map(window => [SERIES.errorRatio(window), WINDOWED])),
    ...Object.fromEntries(WINDOWS.map(window => [SERIES.coverage(window), WINDOWED])),
    ...Object.fromEntries(EVENT_SUMS.map(series => [series, IDENTITY])),
    [SERIES.born]: IDENTITY,
    [SERIES.objective]: IDENTITY,
    [SERIES.errorBudget]: IDENTITY,
    [SERIES.periodDays]: IDENTITY,
    [SERIES.currentBurnRate]: WINDOWED,
    [SERIES.periodBurnRate]: WINDOWED,
    [SERIES.budgetRemaining]: IDENTITY,
    [SERIES.info]: [...IDENTITY, LABELS.objective, LABELS.spec, LABELS.mode],
  }),
]

export const OWN_METRICS: readonly Metric[] = [...PROBER_METRICS, ...WEB_METRICS, ...SLO_METRICS]
