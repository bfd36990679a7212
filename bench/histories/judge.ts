import type { Evaluations } from '../../adapters/prometheus/promtool-evaluations.testkit.ts'
import { inSeconds } from '../../lib/duration.ts'
import { type AlertWindow, errorBudget } from '../../slo/core/model.ts'
import { burnRate } from '../../slo/core/windows.ts'
import { COUNT_RANGE } from '../../slo/rules/event-rates.ts'
import { MIN_FAILURES, needsMinFailures } from '../../slo/rules/low-traffic.ts'
import type { Counted } from './counted-events.ts'
import { type History, isIn, type Stretch } from './history.ts'
import { lateStep } from './late-events.ts'
import { firstStep, measuredSteps, type Recorded, recordedEvents } from './recorded-events.ts'
import { questionsOf, sloOf } from './rule-test.ts'
import { sumUntil } from './scrapes.ts'

/** One figure of a history, as the rules have it and as plain counting has it. */
export interface Figure {
  readonly name: string
  readonly step: number
  readonly rules: number | undefined
  readonly plain: number
  /** How far apart they may be. */
  readonly tolerance: number
}

/** Steps after a gap until rates have a value again. */
const SETTLED = 4
/** A burst is estimated from the first to the last scrape of half an hour, and a rate from two scrapes. */
const RELATIVE = 0.01
/** A gap of the target can end an interval before or after the scrape that shows it. */
const EVENTS = 3

/** Every figure of the checked steps, beside plain counting. */
export function figuresOf(
  history: History,
  counted: Counted,
  checked: readonly number[],
  rules: Evaluations,
): readonly Figure[] {
  const slo = sloOf(history)
  const questions = questionsOf(slo)
  const at = (step: number): string => `${step * history.stepSeconds}s`
  const recorded = recordedEvents(history, counted)
  const measured = measuredSteps(history, counted, recorded)
  const born = firstStep(history, measured)
  const stepsOf = (seconds: number): number => Math.round(seconds / history.stepSeconds)
  return checked.flatMap(step => {
    const ratio = (name: keyof typeof questions, seconds: number, late?: Recorded['late']): readonly Figure[] => {
      const over = (values: readonly number[] | undefined): number => sumUntil(values ?? [], step, stepsOf(seconds))
      const bad = over(recorded.bad) + over(late?.bad)
      const all = over(recorded.all) + over(late?.all)
      if (all === 0) return []
      const perStep = all / Math.min(stepsOf(seconds), step)
      // What came half an hour before the window began can be counted in it by so much.
      const lately = sumUntil(counted.bad, step, stepsOf(seconds + inSeconds(COUNT_RANGE))) + over(late?.bad)
      const more = Math.max(over(recorded.estimated.bad), (bad / all) * over(recorded.estimated.all))
      const tolerance =
        (RELATIVE * lately + more) / all + (EVENTS + (seconds < 7 * 3600 ? 2 * perStep * Number(bad > 0) : 0)) / all
      return [{ name, step, rules: rules(questions[name], at(step)), plain: bad / all, tolerance }]
    }
    const period = stepsOf(inSeconds(slo.period))
    const bad = sumUntil(recorded.bad, step, period) + sumUntil(recorded.late.bad, step, period)
    const all = sumUntil(recorded.all, step, period) + sumUntil(recorded.late.all, step, period)
    const expectedAt = (at: number): number => {
      if (history.kind === 'probe') return inSeconds(slo.period) / 5
      const timely = sumUntil(recorded.all, at, period)
      const share = Math.max(0, period - (at - born)) / Math.max(1, sumUntil(measured, at, period))
      return timely + sumUntil(recorded.late.all, at, period) + timely * share
    }
    const expected = expectedAt(step)
    const spends = (events: number, of = expected): number => events / of / errorBudget(slo.objective)
    const spent = spends(bad)
    // How many events a period has is counted by the slow group alone.
    const since = Array.from({ length: history.slowEvery + 1 }, (_, back) => expectedAt(step - back)).filter(
      one => one > 0,
    )
    const older = Math.max(...since.map(one => Math.abs(spends(bad, one) - spent)))
    // Of events that are given back an estimate remains, too.
    const gross = spends(sumUntil(counted.bad, step, period))
    // How long unevaluated events took is estimated from the last five minutes of it.
    const unknown = history.kind === 'probe' ? 0 : unevaluatedSteps(history, step) / sumUntil(measured, step, period)
    const { estimated } = recorded
    const more = Math.max(sumUntil(estimated.bad, step, period), (bad / all) * sumUntil(estimated.all, step, period))
    const tolerance =
      Math.max(Math.abs(spent) * (history.kind === 'probe' ? RELATIVE : 0.05 + unknown), gross * RELATIVE) +
      spends(EVENTS + more) +
      older
    // Of real traffic it is first counted after the first events.
    const isExpected = history.kind === 'probe' || sumUntil(measured, step - history.slowEvery - 1, period) > 0
    const left = { name: 'left', step, rules: rules(questions.left, at(step)), plain: 1 - spent, tolerance }
    return [
      ...ratio('bad', inSeconds(slo.period), recorded.late),
      ...(all > 0 && isExpected ? [left] : []),
      ...ratio('hour', 3600),
      ...ratio('day', 6 * 3600),
    ]
  })
}

function gapsUntil(history: History, step: number): readonly Stretch[] {
  return [...history.scrapeGaps, ...history.evaluationGaps].filter(gap => gap.to > history.born && gap.from < step)
}

/**
 * Steps whose events are counted at once by an evaluation that knows no other before it: up to half an hour, after a gap of
 * evaluation that was longer, or in which the counters began.
 */
function unevaluatedSteps(history: History, step: number): number {
  const readBack = Math.round(inSeconds(COUNT_RANGE) / history.stepSeconds)
  return history.evaluationGaps
    .filter(({ from, to }) => from < step && to > history.born && (to - from > readBack || from < history.born))
    .reduce((steps, { from, to }) => steps + Math.min(readBack, to - Math.max(from, history.born)), 0)
}

/** The figures that are farther from plain counting than they may be. */
export function wrongFigures(figures: readonly Figure[]): readonly Figure[] {
  return figures.filter(({ rules, plain, tolerance }) => !(Math.abs((rules ?? Number.NaN) - plain) <= tolerance))
}

/** Steps at which figures are compared: evaluated ones, a little after every gap. */
export function checkedSteps(history: History, many: number): readonly number[] {
  const gaps = [...history.scrapeGaps, ...history.evaluationGaps]
  const isSettled = (step: number): boolean =>
    !isAtEdge(history, step) &&
    !isGivenBackUnsummed(history, step) &&
    Array.from({ length: SETTLED }, (_, back) => step - back).every(one => one > history.born + 1 && !isIn(gaps, one))
  return Array.from({ length: many }, (_, index) => Math.floor((history.all.length * (index + 1)) / many) - 1).filter(
    isSettled,
  )
}

/** Whether a gap ended about where a window begins, or a long one is over whose events are not counted yet. */
function isAtEdge(history: History, step: number): boolean {
  const gaps = gapsUntil(history, step)
  const windows = [3600, 6 * 3600].map(seconds => Math.round(seconds / history.stepSeconds))
  const readBack = Math.round(inSeconds(COUNT_RANGE) / history.stepSeconds)
  return gaps.some(({ from, to }) => {
    const isEdge = windows.some(window => Math.abs(step - window - to) <= SETTLED)
    const looked = lateStep(history, to) ?? history.all.length
    const isWaiting = step >= to && step <= looked + history.slowEvery + SETTLED
    return isEdge || (to - from > readBack && isWaiting)
  })
}

/** Whether events were given back that the slow group has not taken off yet. */
function isGivenBackUnsummed({ givenBack, slowEvery }: History, step: number): boolean {
  return givenBack.some(({ from, to }) => step >= from && step < to + slowEvery)
}

/** A step at which a page must fire, or must not, and does not do so. */
export interface WrongPage {
  readonly step: number
  readonly kind: 'missed' | 'false'
}

/** How far from its threshold a burn rate decides by itself. */
const MARGIN = 0.08
/** Steps until a page follows: a scrape, and an evaluation. */
const FOLLOWS = 4

/**
 * Steps at which the page disagrees with plain counting. Around a threshold, and as long as a gap lies in a short window,
 * either is right.
 */
export function wrongPages(history: History, counted: Counted, rules: Evaluations): readonly WrongPage[] {
  const slo = sloOf(history)
  const recorded = recordedEvents(history, counted)
  const measured = measuredSteps(history, counted, recorded)
  const gaps = [...history.scrapeGaps, ...history.evaluationGaps]
  const pairs = slo.windows.filter(({ severity }) => severity === 'page')
  const stepsOf = (milliseconds: number): number => Math.round(milliseconds / 1000 / history.stepSeconds)
  const burns = (window: AlertWindow, step: number, factor: number): boolean | undefined => {
    const short = stepsOf(window.short)
    const threshold = burnRate(window, slo.period) * errorBudget(slo.objective) * factor
    const over = (values: readonly number[], steps: number): number => sumUntil(values, step, steps)
    const long = over(recorded.bad, stepsOf(window.long)) / expectedIn(history, recorded, measured, window, step)
    if (!(long > threshold)) return false
    if (needsMinFailures(slo, window) && over(recorded.bad, stepsOf(window.long)) < MIN_FAILURES) return false
    const nearGap = Array.from({ length: short + SETTLED }, (_, back) => step - back).some(one => isIn(gaps, one))
    if (nearGap) return undefined
    // The oldest interval of a window is not seen where its first scrape lies on the edge, and an older one may be.
    const seen = [short - 1, short, short + 1].map(steps => {
      const shortAll = over(counted.all, steps)
      return shortAll > 0 && over(counted.bad, steps) / shortAll > threshold
    })
    return factor > 1 ? seen.every(Boolean) : seen.some(Boolean)
  }
  const page = questionsOf(slo).page
  const fires = history.all.map((_, step) => (rules(page, `${step * history.stepSeconds}s`) ?? 0) > 0)
  const surely = fires.map((_, step) => pairs.some(window => burns(window, step, 1 + MARGIN) === true))
  const maybe = fires.map((_, step) => pairs.some(window => burns(window, step, 1 - MARGIN) !== false))
  const recent = (values: readonly boolean[], step: number): readonly boolean[] =>
    values.slice(Math.max(0, step - FOLLOWS), step + 1)
  return fires.flatMap((isFiring, step): readonly WrongPage[] => {
    if (isIn(history.evaluationGaps, step) || step < FOLLOWS) return []
    if (!isFiring && recent(surely, step).every(Boolean)) return [{ step, kind: 'missed' }]
    if (isFiring && !recent(maybe, step).some(Boolean)) return [{ step, kind: 'false' }]
    return []
  })
}

/** The events that a whole window has at the rate that was measured. */
function expectedIn(
  history: History,
  recorded: Recorded,
  measured: readonly number[],
  window: AlertWindow,
  step: number,
): number {
  const steps = Math.round(inSeconds(window.long) / history.stepSeconds)
  if (history.kind === 'probe') return inSeconds(window.long) / 5
  const all = sumUntil(recorded.all, step, steps)
  const unborn = Math.max(0, steps - (step - firstStep(history, measured)))
  return all * (1 + unborn / Math.max(1, sumUntil(measured, step, steps)))
}
