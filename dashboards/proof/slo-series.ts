import { parseDuration } from '../../lib/duration.ts'
import { identity } from '../../slo/core/identity.ts'
import { errorBudget, type Slo } from '../../slo/core/model.ts'
import { LABELS, SERIES } from '../../slo/core/names.ts'
import { BASE_RANGE, recordedWindows, windowName } from '../../slo/core/windows.ts'
import type { SampledSeries } from '../../slo/timeline/sampled-series.ts'
import type { BoardContext } from '../context.ts'
import { bySegment, monthLong, NOW, OUTAGE_BAD_RATIO, recently, SCRAPE_SECONDS, type Scenario } from './scenario.ts'

const DAY = 86_400
/** The incident that the month remembers. */
const OLD_INCIDENT = NOW - 12 * DAY
const OLD_COST = 0.3

/** Where something is silent now, all was for some minutes before: it was counted so many seconds before the silence. */
const EARLIER_GAP = 3600
const LATE_EVENTS = 96

/** What the recording rules would have written. */
export function sloSeries(scenario: Scenario, { slos }: BoardContext): readonly SampledSeries[] {
  return slos.flatMap(slo => [...recorded(scenario, slo), ...constants(scenario, slo)])
}

function recorded(scenario: Scenario, slo: Slo): SampledSeries[] {
  const id = identity(slo)
  const windows = [...recordedWindows(), slo.period].map(windowName)
  const range = recently(scenario)
  return [
    ...windows.map(window => ({
      name: SERIES.errorRatio(window),
      labels: { ...id, [LABELS.window]: window },
      value: (moment: number) => errorRatio(scenario, slo, window, moment),
      range: window === '6h' ? monthLong(scenario) : range,
    })),
    ...windows.map(window => ({
      name: SERIES.coverage(window),
      labels: { ...id, [LABELS.window]: window },
      value: (moment: number) => Math.min(1, (moment - scenario.startedAt) / secondsOf(window)),
      range,
    })),
    { name: SERIES.total, labels: id, value: bySegment(scenario, ({ eventsPerSecond }) => eventsPerSecond), range },
    {
      name: SERIES.sparseTotal,
      labels: id,
      value: bySegment(scenario, ({ eventsPerSecond }) => eventsPerSecond),
      range: monthLong(scenario),
    },
    { name: SERIES.firstSample, labels: id, value: () => scenario.startedAt, range },
    {
      name: SERIES.caughtUp,
      labels: id,
      value: moment =>
        Math.abs(moment - scenario.silentAt + EARLIER_GAP) <= SCRAPE_SECONDS / 2 ? LATE_EVENTS : undefined,
      range,
    },
    {
      name: SERIES.errors,
      labels: id,
      value: bySegment(scenario, ({ eventsPerSecond, badRatio }) => eventsPerSecond * badRatio),
      range,
    },
    {
      name: SERIES.currentBurnRate,
      labels: { ...id, [LABELS.window]: BASE_RANGE },
      value: moment => scaled(errorRatio(scenario, slo, BASE_RANGE, moment), 1 / errorBudget(slo.objective)),
      range,
    },
    {
      name: SERIES.budgetRemaining,
      labels: id,
      value: moment => budgetLeft(scenario, slo, moment),
      range: monthLong(scenario),
    },
  ]
}

function scaled(value: number | undefined, factor: number): number | undefined {
  return value === undefined ? undefined : value * factor
}

function secondsOf(window: string): number {
  return (parseDuration(window) ?? 0) / 1000
}

/** Bad ÷ all events over a window that ends at a moment; without events there is none. */
function errorRatio(scenario: Scenario, slo: Slo, window: string, moment: number): number | undefined {
  const seconds = secondsOf(window)
  if (moment - seconds >= scenario.idleAt) return undefined
  if (window === windowName(slo.period)) return (1 - budgetLeft(scenario, slo, moment)) * errorBudget(slo.objective)
  const measured = Math.min(seconds, Math.max(1, moment - scenario.startedAt))
  const recent = (OUTAGE_BAD_RATIO * Math.min(measured, Math.max(0, moment - scenario.brokenAt))) / measured
  const isIncident = moment > OLD_INCIDENT && moment <= OLD_INCIDENT + seconds && scenario.startedAt < OLD_INCIDENT
  // The old incident in windows of six hours: what it cost, spread over them.
  const old = isIncident && window === '6h' ? OLD_COST * errorBudget(slo.objective) * (secondsOf('30d') / seconds) : 0
  return recent + old
}

/** What is left of the budget: a slow leak, an old incident that leaves the period, and what is broken now. */
function budgetLeft(scenario: Scenario, slo: Slo, moment: number): number {
  const age = Math.max(0, moment - Math.max(scenario.startedAt, NOW - 31 * DAY))
  const leak = scenario.budgetBefore === 1 ? 0 : (0.12 * age) / (31 * DAY)
  const old = scenario.startedAt < OLD_INCIDENT && moment < OLD_INCIDENT ? OLD_COST : 0
  const start = scenario.budgetBefore === 1 ? 1 : scenario.budgetBefore + 0.12
  const broken = Math.max(0, moment - scenario.brokenAt)
  const spent = (OUTAGE_BAD_RATIO * broken) / (secondsOf(windowName(slo.period)) * errorBudget(slo.objective))
  return Math.min(1, start - leak + old - spent)
}

function constants(scenario: Scenario, slo: Slo): SampledSeries[] {
  const id = identity(slo)
  const range = recently(scenario)
  const constant = (name: string, value: number, labels: Readonly<Record<string, string>> = {}): SampledSeries => ({
    name,
    labels: { ...id, ...labels },
    value: () => value,
    range,
  })
  return [
    constant(SERIES.objective, slo.objective),
    { ...constant(SERIES.errorBudget, errorBudget(slo.objective)), range: monthLong(scenario) },
    constant(SERIES.periodDays, slo.period / 1000 / DAY),
    constant(SERIES.info, 1, { [LABELS.objective]: String(slo.objective * 100) }),
  ]
}
