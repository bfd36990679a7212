import { type Duration, formatDuration, hours, inDays, inSeconds } from '../../lib/duration.ts'
import { identity, seriesOf } from '../core/identity.ts'
import { errorBudget, type Slo, sloId } from '../core/model.ts'
import { LABELS, SERIES } from '../core/names.ts'
import type { RecordingRule, RuleGroup } from '../core/rule-group.ts'
import { BASE_WINDOW, recordedWindows, windowName } from '../core/windows.ts'
import { alertRules } from './alert-rules.ts'
import { SLOW } from './calendar.ts'
import {
  countOver,
  countRange,
  eventCounts,
  hasInterval,
  lastErrorRule,
  measuredRule,
  ratioOfCounts,
} from './event-counts.ts'
import { COUNT_RANGE, eventRates, isCounted, rawRatio } from './event-rates.ts'
import { coverageRule } from './expected-events.ts'
import { budgetRules, earliestSampleRule, firstSampleRule, periodCounts, sparseCounts } from './period-rules.ts'
import { pendingCounts, runningCounts } from './running-counts.ts'

/**
 * The rules of one SLO. Everything that pages is one group in evaluation order, so that no rule reads what another
 * group wrote an interval ago; rules over days are a second group, every two and a half minutes.
 */
export function rulesForSlo(slo: Slo): readonly RuleGroup[] {
  const paging = recordedWindows(slo.windows.filter(({ severity }) => severity === 'page'))
  const [current] = paging
  const windows = [...new Set([BASE_WINDOW, ...paging])].sort((a, b) => a - b)
  const rest = recordedWindows(slo.windows).filter(window => !windows.includes(window))
  const isLong = (window: Duration) => slo.windows.some(({ long }) => long === window)
  const { interval, limit, queryOffset } = slo.group ?? {}
  const settings = {
    ...(limit === undefined ? {} : { limit }),
    ...(queryOffset === undefined ? {} : { queryOffset: formatDuration(queryOffset) }),
  }
  return [
    {
      name: `slo-${sloId(slo)}`,
      ...(interval === undefined ? {} : { interval: formatDuration(interval) }),
      ...settings,
      rules: [
        ...eventRates(slo),
        ...eventCounts(slo),
        lastErrorRule(slo),
        firstSampleRule(slo),
        ...(hasInterval(slo) ? [] : [measuredRule(slo)]),
        ...runningCounts(slo),
        ...pendingCounts(slo),
        ...windows.map(window => ratio(slo, window)),
        ...windows.filter(isLong).map(window => coverageRule(slo, window, false)),
        ...constants(slo),
        currentBurnRate(slo, windowName(current ?? BASE_WINDOW)),
        ...budgetRules(slo),
        ...alertRules(slo, 'page'),
      ],
    },
    {
      name: `slo-slow-${sloId(slo)}`,
      interval: formatDuration(SLOW),
      ...settings,
      rules: [
        ...sparseCounts(slo),
        earliestSampleRule(slo),
        ...rest.map(window => summed(slo, window, SERIES.sparseErrors, SERIES.sparseTotal)),
        ...rest.filter(isLong).map(window => coverageRule(slo, window, true)),
        ...periodCounts(slo),
        ...alertRules(slo, 'ticket'),
      ],
    },
  ]
}

/** What cannot be counted is read over an hour at the most, so that a short outage is not smeared over more. */
const UNCOUNTED_RAW = hours(1)

/** Bad ÷ all events in a window: up to half an hour straight from the counters, and of more from what was counted. */
function ratio(slo: Slo, window: Duration): RecordingRule {
  if (window > (isCounted(slo.sli) ? COUNT_RANGE : UNCOUNTED_RAW)) {
    return summed(slo, window, SERIES.errorCount, SERIES.totalCount)
  }
  const rated = ratedRatio(slo, window)
  return ratioOf(slo, window, isCounted(slo.sli) ? `(\n${countedYoung(slo, window)}\n)\nor\n${rated}` : rated)
}

function ratedRatio(slo: Slo, window: Duration): string {
  const recorded = (errors: string, total: string): string => ratioOfCounts(seriesOf(slo, errors), seriesOf(slo, total))
  if (window === BASE_WINDOW) return recorded(SERIES.errors, SERIES.total)
  if (window === COUNT_RANGE && isCounted(slo.sli)) return recorded(SERIES.longErrors, SERIES.longTotal)
  return rawRatio(slo, window)
}

/**
 * The same of an SLO that is younger than the window, from what was counted: until then all windows hold the same events and
 * must say the same, but rates reach farther back than the first scrape, and for a counter that stood at zero they do not.
 */
function countedYoung(slo: Slo, window: Duration): string {
  const isYoung = `time() - ${seriesOf(slo, SERIES.firstSample)} < ${inSeconds(window)}`
  return `${summedRatio(slo, window, SERIES.errorCount, SERIES.totalCount)}\nand\n${isYoung}`
}

function summed(slo: Slo, window: Duration, errors: string, total: string): RecordingRule {
  return ratioOf(slo, window, summedRatio(slo, window, errors, total))
}

function summedRatio(slo: Slo, window: Duration, errors: string, total: string): string {
  const range = countRange(window)
  return ratioOfCounts(countOver(slo, errors, range), countOver(slo, total, range))
}

function ratioOf(slo: Slo, window: Duration, expr: string): RecordingRule {
  const name = windowName(window)
  return { record: SERIES.errorRatio(name), expr, labels: { ...identity(slo), [LABELS.window]: name } }
}

function constants(slo: Slo): RecordingRule[] {
  const labels = identity(slo)
  return [
    { record: SERIES.objective, expr: `vector(${slo.objective})`, labels },
    { record: SERIES.errorBudget, expr: `vector(${errorBudget(slo.objective)})`, labels },
    { record: SERIES.periodDays, expr: `vector(${inDays(slo.period)})`, labels },
    {
      record: SERIES.info,
      expr: 'vector(1)',
      labels: {
        ...slo.labels,
        ...slo.infoLabels,
        ...labels,
        [LABELS.mode]: 'leadline',
        [LABELS.spec]: slo.spec,
        [LABELS.objective]: String(slo.objectivePercent),
      },
    },
  ]
}

function currentBurnRate(slo: Slo, window: string): RecordingRule {
  const labels = { ...identity(slo), [LABELS.window]: window }
  return {
    record: SERIES.currentBurnRate,
    expr: `${seriesOf(slo, SERIES.errorRatio(window))} / ${errorBudget(slo.objective)}`,
    labels,
  }
}
