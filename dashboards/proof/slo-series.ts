import { parseDuration } from '../../lib/duration.ts'
import { identity } from '../../slo/core/identity.ts'
import { errorBudget, type Slo } from '../../slo/core/model.ts'
import { LABELS, SERIES } from '../../slo/core/names.ts'
import { BASE_RANGE, recordedWindows, windowName } from '../../slo/core/windows.ts'
import type { BoardContext } from '../context.ts'
import { monthLong, NOW, recently, type Scenario } from './scenario.ts'
import type { FixtureSeries } from './series.ts'

const EVENTS_PER_SECOND = 0.2
/** The part of an SLO's events that are bad while it is broken. */
const BAD_PART = 0.6
const DAY = 86_400
/** The incident that the month remembers. */
const OLD_INCIDENT = NOW - 12 * DAY
const OLD_COST = 0.3

/** What the recording rules would have written. */
export function sloSeries(scenario: Scenario, { slos }: BoardContext): readonly FixtureSeries[] {
  return slos.flatMap(slo => [...recorded(scenario, slo), ...constants(scenario, slo)])
}

function recorded(scenario: Scenario, slo: Slo): FixtureSeries[] {
  const id = identity(slo)
  const windows = [...recordedWindows(), slo.period].map(windowName)
  const span = recently(scenario)
  return [
    ...windows.map(window => ({
      name: SERIES.errorRatio(window),
      labels: { ...id, [LABELS.window]: window },
      value: (moment: number) => errorRatio(scenario, slo, window, moment),
      span: window === '6h' ? monthLong(scenario) : span,
    })),
    { name: SERIES.total, labels: id, value: moment => (moment > scenario.idleAt ? 0 : EVENTS_PER_SECOND), span },
    {
      name: SERIES.sparseTotal,
      labels: id,
      value: moment => (moment > scenario.idleAt ? 0 : EVENTS_PER_SECOND),
      span: monthLong(scenario),
    },
    { name: SERIES.born, labels: id, value: () => scenario.bornAt, span },
    {
      name: SERIES.errors,
      labels: id,
      value: moment => (moment > scenario.brokenAt ? EVENTS_PER_SECOND * BAD_PART : 0),
      span,
    },
    {
      name: SERIES.currentBurnRate,
      labels: { ...id, [LABELS.window]: BASE_RANGE },
      value: moment => scaled(errorRatio(scenario, slo, BASE_RANGE, moment), 1 / errorBudget(slo.objective)),
      span,
    },
    {
      name: SERIES.budgetRemaining,
      labels: id,
      value: moment => budgetLeft(scenario, slo, moment),
      span: monthLong(scenario),
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
  const measured = Math.min(seconds, Math.max(1, moment - scenario.bornAt))
  const recent = (BAD_PART * Math.min(measured, Math.max(0, moment - scenario.brokenAt))) / measured
  const isIncident = moment > OLD_INCIDENT && moment <= OLD_INCIDENT + seconds && scenario.bornAt < OLD_INCIDENT
  // The old incident in windows of six hours: what it cost, spread over them.
  const old = isIncident && window === '6h' ? OLD_COST * errorBudget(slo.objective) * (secondsOf('30d') / seconds) : 0
  return recent + old
}

/** What is left of the budget: a slow leak, an old incident that leaves the period, and what is broken now. */
function budgetLeft(scenario: Scenario, slo: Slo, moment: number): number {
  const age = Math.max(0, moment - Math.max(scenario.bornAt, NOW - 31 * DAY))
  const leak = scenario.budgetBefore === 1 ? 0 : (0.12 * age) / (31 * DAY)
  const old = scenario.bornAt < OLD_INCIDENT && moment < OLD_INCIDENT ? OLD_COST : 0
  const start = scenario.budgetBefore === 1 ? 1 : scenario.budgetBefore + 0.12
  const broken = Math.max(0, moment - scenario.brokenAt)
  const spent = (BAD_PART * broken) / (secondsOf(windowName(slo.period)) * errorBudget(slo.objective))
  return Math.min(1, start - leak + old - spent)
}

function constants(scenario: Scenario, slo: Slo): FixtureSeries[] {
  const id = identity(slo)
  const span = recently(scenario)
  const constant = (name: string, value: number, labels: Readonly<Record<string, string>> = {}): FixtureSeries => ({
    name,
    labels: { ...id, ...labels },
    value: () => value,
    span,
  })
  return [
    constant(SERIES.objective, slo.objective),
    { ...constant(SERIES.errorBudget, errorBudget(slo.objective)), span: monthLong(scenario) },
    constant(SERIES.periodDays, slo.period / 1000 / DAY),
    constant(SERIES.info, 1, { [LABELS.objective]: String(slo.objective * 100) }),
  ]
}
