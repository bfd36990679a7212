import { pause } from '../../../adapters/pause.ts'
import { createPrometheus } from '../../../adapters/prometheus/client.ts'
import { type Duration, milliseconds, seconds } from '../../../lib/duration.ts'
import type { Reading } from '../../../slo/report/reading.ts'
import {
  REPORT_QUERY,
  reportFaultDomain,
  reportFaultInstances,
  reportIsSlow,
  reportSampleAt,
  reportSlos,
  type SloReport,
} from '../../../slo/report/report.ts'
import { type ReportedRoutes, reportRoutes } from '../../../slo/report/routes.ts'

/** What Prometheus last said of the SLOs. */
export interface Figures {
  readonly slos: readonly SloReport[]
  /** Undefined while nothing says so: that is "blind", not "none". */
  readonly faultDomain: string | undefined
  /** The moment of the prober's sample that says so, ISO 8601. */
  readonly probedAt?: string
  /** Which routes fail and which are good, where no hop is named. */
  readonly routes?: ReportedRoutes
  /** How many instances of that hop fail, as `1 of 2`; absent where the failures follow none. */
  readonly faultInstances?: string
  /** That hop answers, only slower than it should. */
  readonly isSlow?: true
  /** Since when Prometheus has not answered; undefined while it does. */
  readonly blindFor: Duration | undefined
}

/** Before the first answer. */
const NO_FIGURES: Figures = { slos: [], faultDomain: undefined, blindFor: undefined }

const INTERVAL = seconds(2)
const TIMEOUT = seconds(2)

function faultIn(readings: readonly Reading[]): Partial<Figures> & Pick<Figures, 'faultDomain'> {
  const instances = reportFaultInstances(readings)
  const [faultDomain, probedAt] = [reportFaultDomain(readings), reportSampleAt(readings)]
  return {
    faultDomain,
    ...(probedAt === undefined ? {} : { probedAt }),
    ...(faultDomain === 'unknown' ? { routes: reportRoutes(readings) } : {}),
    ...(instances === undefined ? {} : { faultInstances: instances }),
    ...(reportIsSlow(readings) ? { isSlow: true } : {}),
  }
}

/** The latest figures, and the task that keeps them so. */
export interface FigureWatch {
  readonly current: () => Figures
  /** Resolves after the signal aborts. */
  readonly ended: Promise<void>
}

/** Asks Prometheus every two seconds until the signal aborts. */
export function watchFigures(prometheusUrl: string, monotonic: () => number, signal: AbortSignal): FigureWatch {
  const prometheus = createPrometheus(prometheusUrl, { timeout: TIMEOUT, signal })
  let figures = NO_FIGURES
  let answeredAt = monotonic()
  const watch = async (): Promise<void> => {
    while (!signal.aborted) {
      const answer = await prometheus.instant(REPORT_QUERY)
      if (signal.aborted) return
      if (answer.kind === 'answered') {
        answeredAt = monotonic()
        const { readings } = answer
        figures = { slos: reportSlos(readings), ...faultIn(readings), blindFor: undefined }
      } else {
        figures = { ...figures, blindFor: milliseconds(monotonic() - answeredAt) }
      }
      await pause(INTERVAL, signal)
    }
  }
  return { current: () => figures, ended: watch() }
}
