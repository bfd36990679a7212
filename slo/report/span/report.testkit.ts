import { exampleSlo } from '../../definition/slo.testkit.ts'
import type { SloReport } from '../report.ts'
import { gridOf } from './span.ts'
import { type SloAnswers, type SloSpanReport, sloSpanReport } from './span-report.ts'
import { windowsOf } from './windows.ts'

/** The SLO of example reports: of 518,400 probes in its 30 days 518.4 may be bad. */
const SLO = exampleSlo(
  'version: prometheus/v1\nservice: web\nslos: [{ name: edge, description: "A visitor gets the <home> page.", objective: 99.9, sli: { probe: { probe: home, path: edge } }, alerting: { name: WebEdge } }]\n',
)

/** When example reports are made. */
export const NOW = Date.parse('2026-11-29T12:00:00Z') / 1000

const HOUR = 3600
const DAY = 24 * HOUR

/** A moment so many seconds before the report. */
const ago = (seconds: number): number => NOW - seconds
const span = gridOf({ startSeconds: ago(30 * DAY), endSeconds: NOW })
const everyStep = Array.from({ length: 30 * 288 }, (_, index) => span.startSeconds + (index + 1) * span.stepSeconds)

const RECORDED: SloReport = {
  id: 'web-edge',
  service: 'web',
  name: 'edge',
  objective: 0.999,
  periodSli: 1 - 100 / 518_400,
  budgetRemaining: 1 - 100 / 518.4,
}

/** What Prometheus has of a month with two incidents, two bad events that belong to none, a gap and a drill. */
export const ANSWERS: SloAnswers = {
  recorded: RECORDED,
  period: { total: 518_400, coverage: 1, expected: 518_400, born: ago(90 * DAY) },
  windows: [],
  bad: [
    [ago(10 * DAY) + 300, 60],
    [ago(10 * DAY) + 600, 30],
    [ago(5 * DAY), 8],
    [ago(4 * DAY), 1],
    [ago(2 * DAY), 1],
  ],
  pendingBad: 0,
  measured: everyStep.filter(moment => moment <= ago(7 * DAY) || moment > ago(7 * DAY - 2 * HOUR)),
  budget: [
    [ago(30 * DAY), 1],
    [ago(10 * DAY) + 600, 0.9],
    [NOW, 1 - 100 / 518.4],
  ],
  failures: [
    { labels: { path: 'edge', reason: 'timeout', phase: 'connect' }, points: [[ago(10 * DAY) + 600, 90]] },
    { labels: { path: 'edge', reason: 'status', phase: 'wait' }, points: [[ago(5 * DAY), 8]] },
  ],
  releases: [
    { labels: { release: 'v1' }, points: everyStep.filter(at => at <= ago(6 * DAY)).map(at => [at, 1]) },
    { labels: { release: 'v2' }, points: everyStep.filter(at => at > ago(6 * DAY)).map(at => [at, 1]) },
  ],
  alerts: [
    {
      labels: { alertname: 'WebEdge', sloth_severity: 'page' },
      points: [...[1, 2, 3].map(minute => [ago(10 * DAY) + minute * 60 + 300, 1] as const), [ago(20 * DAY), 1]],
    },
    { labels: { alertname: 'SLODataMissing', sloth_severity: 'ticket' }, points: [[ago(7 * DAY) + 600, 1]] },
  ],
}

/** The report of what Prometheus has. */
export function exampleReport(changes: Partial<SloAnswers> = {}): SloSpanReport {
  const [period, ...others] = windowsOf(SLO, SLO.period, NOW)
  if (period === undefined) throw new RangeError('an SLO has a period')
  const windows = others.map(window => ({
    window,
    counts: window.isOpen ? { bad: 100, total: 28.5 * 17_280 } : {},
  }))
  return sloSpanReport(SLO, span, period, { ...ANSWERS, windows, ...changes })
}
