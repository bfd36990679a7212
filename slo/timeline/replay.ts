import { type Duration, inSeconds, seconds } from '../../lib/duration.ts'
import { identity, periodName, seriesOf } from '../core/identity.ts'
import type { Slo } from '../core/model.ts'
import { SERIES } from '../core/names.ts'
import { type AlertingRule, isAlert, type RecordingRule, type RuleGroup } from '../core/rule-group.ts'
import { BASE_RANGE, BASE_WINDOW } from '../core/windows.ts'
import { rulesForSlo } from '../rules/rules.ts'

/** A stretch of time with so many events of which a part is bad. */
export interface SimulatedStretch {
  readonly length: Duration
  readonly badPercent: number
  readonly eventsPerMinute: number
}

/** A past that is made up: its first and last moment in Unix seconds, and how often rules look at it. */
export interface Past {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly stepSeconds: number
}

/** What a real Prometheus is asked about one SLO, once it has recorded what the questions read. */
export interface ReplayQuestions {
  readonly badRatio: string
  /** Only at single moments: what belongs to a calendar period depends on the moment of the question. */
  readonly budgetLeft: string
  readonly alerts: readonly AlertingRule[]
}

/** Rules whose value at a moment is wanted at single moments only, so that nobody records them over months. */
function asked(slo: Slo): readonly string[] {
  const period = periodName(slo)
  return [SERIES.periodBurnRate, SERIES.errorRatio(period), SERIES.coverage(period)]
}

/** What to ask about an SLO: the alerts that tell of burning, and the numbers that explain them. */
export function replayQuestions(slo: Slo): ReplayQuestions {
  const rules = rulesForSlo(slo).flatMap(group => group.rules)
  const definition = (record: string) => {
    const rule = rules.find((one): one is RecordingRule => !isAlert(one) && one.record === record)
    if (rule === undefined) throw new RangeError(`The rules of ${slo.name} do not record ${record}`)
    return rule.expr
  }
  const budgetLeft = asked(slo).reduce((query, record) => {
    return query.replaceAll(seriesOf(slo, record), `(${definition(record)})`)
  }, definition(SERIES.budgetRemaining))
  return {
    badRatio: seriesOf(slo, SERIES.errorRatio(BASE_RANGE)),
    budgetLeft,
    alerts: rules.filter(isAlert).filter(({ alert }) => alert === slo.alerting.name),
  }
}

/**
 * The recording rules that the questions need, level by level: a rule reads only what earlier levels have recorded, so
 * each level can be evaluated over the whole past at once. Moments and groups are as Prometheus has them.
 */
export function replayLevels(slos: readonly Slo[], { startSeconds }: Past): readonly (readonly RuleGroup[])[] {
  const groups = slos.flatMap(slo => rulesForSlo(slo).map(group => bornAt(slo, group, startSeconds)))
  const read = slos.flatMap(slo => {
    const { badRatio, budgetLeft, alerts } = replayQuestions(slo)
    return [badRatio, budgetLeft, ...alerts.map(({ expr }) => expr)]
  })
  const needs = needsOf(groups)
  const levels = new Map<string, number>()
  const visit = (record: string): number => {
    const known = levels.get(record)
    if (known !== undefined) return known
    const level = Math.max(-1, ...[...(needs.get(record) ?? [])].map(visit)) + 1
    levels.set(record, level)
    return level
  }
  for (const record of needs.keys()) if (read.some(query => names(query).has(record))) visit(record)
  const deepest = Math.max(...levels.values())
  return Array.from({ length: deepest + 1 }, (_, level) => {
    return groups
      .map(group => ({
        ...group,
        rules: group.rules.filter(rule => !isAlert(rule) && levels.get(rule.record) === level),
      }))
      .filter(({ rules }) => rules.length > 0)
  })
}

/** A rule that reads itself cannot be evaluated over a past: the data of an SLO begins with the counters. */
function bornAt(slo: Slo, group: RuleGroup, startSeconds: number): RuleGroup {
  const expr = `0 * ${seriesOf(slo, SERIES.total)} + ${startSeconds - LEAD_SECONDS}`
  const born: RecordingRule = { record: SERIES.born, expr, labels: identity(slo) }
  return { ...group, rules: group.rules.map(rule => (!isAlert(rule) && rule.record === SERIES.born ? born : rule)) }
}

/** The recorded series that each recorded series is made of. */
function needsOf(groups: readonly RuleGroup[]): ReadonlyMap<string, ReadonlySet<string>> {
  const rules = groups.flatMap(group => group.rules).filter((rule): rule is RecordingRule => !isAlert(rule))
  const recorded = new Set(rules.map(({ record }) => record))
  return new Map(
    [...recorded].map(record => {
      const read = rules.filter(rule => rule.record === record).flatMap(({ expr }) => [...names(expr)])
      return [record, new Set(read.filter(name => recorded.has(name)))]
    }),
  )
}

/** Everything in a query that could be the name of a series. */
function names(query: string): ReadonlySet<string> {
  return new Set(query.match(/[A-Za-z_:][\w:]*/g))
}

/** The counters that a simulation moves. */
export const SIMULATED = { events: 'simulated_events', bad: 'simulated_bad_events' } as const

/** Scrapes and evaluations start this long before the past, for the base rates look back as far. */
export const LEAD_SECONDS = inSeconds(BASE_WINDOW)
/** What counters stand at by then: of one that is still at zero, rate() shows the very first events a little low. */
const LIVED = 1000
/** Rarer scrapes than this nobody has. */
const LONGEST_SCRAPE_SECONDS = 60

/** The counters of what happens as OpenMetrics; they count whole events, as real ones do. */
export function replayCounters(stretches: readonly SimulatedStretch[], past: Past): string {
  const [first] = stretches
  if (first === undefined) return '# EOF\n'
  const lived = [{ ...first, length: seconds(LEAD_SECONDS), badPercent: 0 }, ...stretches]
  const events = counterText(SIMULATED.events, lived.map(eventsPerSecond), past)
  const bad = counterText(
    SIMULATED.bad,
    lived.map(stretch => ({
      ...eventsPerSecond(stretch),
      perSecond: (eventsPerSecond(stretch).perSecond * stretch.badPercent) / 100,
    })),
    past,
  )
  return `${events}${bad}# EOF\n`
}

interface Flow {
  readonly lengthSeconds: number
  readonly perSecond: number
}

function eventsPerSecond({ length, eventsPerMinute }: SimulatedStretch): Flow {
  return { lengthSeconds: inSeconds(length), perSecond: eventsPerMinute / 60 }
}

function counterText(name: string, flows: readonly Flow[], past: Past): string {
  const every = Math.min(past.stepSeconds, LONGEST_SCRAPE_SECONDS)
  const lines = [`# TYPE ${name} counter\n`]
  const rest = [...flows]
  let [begun, counted, now] = [past.startSeconds - LEAD_SECONDS, LIVED, past.startSeconds - LEAD_SECONDS]
  for (let flow = rest.shift(); flow !== undefined; flow = rest.shift()) {
    const ends = begun + flow.lengthSeconds
    for (; now <= ends && now <= past.endSeconds; now += every) {
      // What is a whole number must not lose one to the noise of fractions.
      lines.push(`${name}_total ${Math.floor(counted + flow.perSecond * (now - begun) + 1e-6)} ${now}\n`)
    }
    counted += flow.perSecond * flow.lengthSeconds
    begun = ends
  }
  return lines.join('')
}
