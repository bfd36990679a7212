import { type Duration, meantDurations, parseDuration } from '../../lib/duration.ts'
import { own } from '../../lib/own.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import type { Calendar } from '../core/model.ts'
import { onlyOne, refuse } from './openslo-parts.ts'
import type { ParseContext } from './parse-context.ts'
import { type Period, windowed } from './period.ts'

/** The supported calendar periods: how long each can be, and when one may begin. */
const CALENDARS: Readonly<
  Record<
    string,
    { readonly calendar: Calendar; readonly longest: string; readonly begins: RegExp; readonly rule: string }
  >
> = {
  '1M': {
    calendar: 'month',
    longest: '31d',
    begins: /^\d{4}-\d\d-01[ T]00:00(:00)?/,
    rule: 'Months begin on their first day',
  },
  '1Q': {
    calendar: 'quarter',
    longest: '92d',
    begins: /^\d{4}-(01|04|07|10)-01[ T]00:00(:00)?/,
    rule: 'Quarters begin in January, April, July and October',
  },
}

/** Reads `timeWindow:` of OpenSLO v1: one rolling window, or a month or quarter of the calendar in UTC. */
export function readTimeWindow(yaml: YamlReader, spec: YamlMap, context: ParseContext): Period | undefined {
  const [window, second] = yaml.maps(spec, 'timeWindow')
  if (window === undefined) return windowed(context.defaultPeriod, context)
  onlyOne(yaml, second)
  yaml.onlyKeys(window, ['duration', 'isRolling', 'calendar'])
  yaml.require(window, 'duration', 'Write a duration, such as `duration: 30d`.')
  const text = yaml.scalar(window, 'duration')
  if (text === undefined) return undefined
  const isRolling = yaml.boolean(window, 'isRolling')
  const aligned = isRolling === true ? undefined : own(CALENDARS, text)
  if (aligned === undefined && (isRolling === false || yaml.node(window, 'calendar') !== undefined)) {
    const help = 'Write `isRolling: true`, or a duration of 1M or 1Q.'
    refuse(yaml, `A window of "${text}" cannot follow the calendar`, yaml.node(window, 'duration'), help)
    return undefined
  }
  if (aligned !== undefined) checkBeginning(yaml, window, aligned)
  const duration: Duration | undefined = parseDuration(aligned?.longest ?? text)
  const period = duration === undefined || duration <= 0 ? undefined : windowed(duration, context)
  if (period === undefined) {
    const meant = duration === undefined ? meantDurations(text)[0] : undefined
    const help = meant ? `Did you mean ${meant}?` : 'Write a duration such as 28d, or 1M or 1Q with a calendar.'
    yaml.report('no-windows', `There are no alert windows for "${text}"`, yaml.node(window, 'duration'), help)
    return undefined
  }
  return aligned === undefined ? period : { ...period, calendar: aligned.calendar }
}

/** A calendar window has a start; only those that start where months and quarters do are supported. */
function checkBeginning(yaml: YamlReader, window: YamlMap, { begins, rule }: (typeof CALENDARS)[string]): void {
  const map = yaml.node(window, 'calendar') === undefined ? undefined : yaml.map(window, 'calendar')
  if (map === undefined) return
  yaml.onlyKeys(map, ['startTime', 'timeZone'])
  const [start, zone] = ['startTime', 'timeZone'].map(key =>
    yaml.node(map, key) === undefined ? undefined : yaml.string(map, key),
  )
  if (start !== undefined && !begins.test(start)) {
    const help = 'Let it start at midnight of such a day, or write a rolling window.'
    refuse(yaml, `${rule}, not at "${start}"`, yaml.node(map, 'startTime'), help)
  }
  if (zone !== undefined && !UTC.includes(zone)) {
    const help = 'Write `timeZone: UTC`; Prometheus supports no other.'
    refuse(yaml, `Calendar periods are in UTC, not in "${zone}"`, yaml.node(map, 'timeZone'), help)
  }
}

/** How UTC is written in the list of time zones. */
const UTC: readonly string[] = ['UTC', 'Etc/UTC', 'GMT', 'Etc/GMT', 'Z']
