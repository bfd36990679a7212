import { type Duration, meantDurations, parseDuration } from '../../lib/duration.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import { CALENDARS, type Calendar, type Slo } from '../core/model.ts'
import { derivedWindows } from '../core/windows.ts'
import type { ParseContext } from './parse-context.ts'

/** The compliance period of an SLO, and the window pairs that go with it. */
export type Period = Pick<Slo, 'period' | 'windows' | 'calendar'>

/** The longest length of each calendar period; its rules cover that range and leave out what is before its first day. */
const LONGEST: Readonly<Record<Calendar, string>> = { month: '31d', quarter: '92d' }

/** Reads `period:`: a duration such as `28d`, or `month` or `quarter` of the calendar. */
export function readPeriod(yaml: YamlReader, map: YamlMap, context: ParseContext): Period | undefined {
  // A number without a unit is a wrong period, and not a wrong type.
  const text = yaml.node(map, 'period') === undefined ? undefined : yaml.scalar(map, 'period')
  if (text === undefined) return windowed(context.defaultPeriod, context)
  const calendar = CALENDARS.find(known => known === text)
  const period = parseDuration(calendar === undefined ? text : LONGEST[calendar])
  if (period === undefined || period <= 0) {
    const help = meantPeriod(text) ?? 'Write a duration such as 28d, or month or quarter.'
    yaml.report('bad-period', `"${text}" is not a period`, yaml.node(map, 'period'), help)
    return undefined
  }
  const found = windowed(period, context)
  if (found === undefined) {
    const help = 'Give a file of AlertWindows for it with --windows, or choose 7d, 28d, 30d or 90d.'
    yaml.report('no-windows', `There are no alert windows for a period of ${text}`, yaml.node(map, 'period'), help)
    return undefined
  }
  // A file of AlertWindows that describes no ticket means it.
  const isDerived = !(derivedWindows(period) ?? []).some(({ severity }) => severity === 'ticket')
  if (context.flavour === 'leadline' && isDerived && !found.windows.some(({ severity }) => severity === 'ticket')) {
    const message = `There is no ticket over ${text}: the budget is spent before any of its windows could fire`
    const help = 'Choose a period of more than 3d, or give a file of AlertWindows for it with --windows.'
    yaml.warn('no-ticket', message, yaml.node(map, 'period'), help)
  }
  return calendar === undefined ? found : { ...found, calendar }
}

const MEANT_CALENDARS: readonly [RegExp, Calendar][] = [
  [/^(1\s*)?(m|mo|months?|monthly|calendar month)$/i, 'month'],
  [/^(1\s*)?(q|quarters?|quarterly|calendar quarter)$/i, 'quarter'],
]

/** The period that was probably meant, as a question; a number alone counts days. */
function meantPeriod(text: string): string | undefined {
  const calendar = MEANT_CALENDARS.find(([words]) => words.test(text.trim()))?.[1]
  const meant = calendar ?? meantDurations(text)[0]
  return meant && `Did you mean ${meant}?`
}

/** A rolling period with its windows; undefined when the catalogue has none. */
export function windowed(period: Duration, context: ParseContext): Period | undefined {
  const windows = context.windowsFor(period)
  return windows === undefined ? undefined : { period, windows }
}
