import { type Duration, parseDuration } from '../../lib/duration.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'

/** Reads a timestamp with its time zone, in milliseconds since 1970. */
export function readMoment(yaml: YamlReader, map: YamlMap, key: string): number | undefined {
  const text = yaml.string(map, key)
  if (text === undefined) return undefined
  const moment = momentOf(text)
  if (moment !== undefined) return moment
  const help = 'Write date, time and zone, such as 2026-02-05T14:02:00Z.'
  yaml.report('bad-time', `"${text}" is not a moment`, yaml.node(map, key), help)
  return undefined
}

/** A timestamp with its time zone, in milliseconds since 1970; undefined for any other text. */
export function momentOf(text: string): number | undefined {
  const isMoment = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text) && /(Z|[+-]\d\d:\d\d)$/.test(text)
  const moment = isMoment ? Date.parse(text) : Number.NaN
  return Number.isNaN(moment) ? undefined : moment
}

/** Reads how long after the start something was. */
export function readOffset(yaml: YamlReader, map: YamlMap, key: string): Duration | undefined {
  const text = yaml.string(map, key)
  const offset = text === undefined ? undefined : parseDuration(text)
  if (text === undefined || offset !== undefined) return offset
  const help = 'Write how long after the start, such as 3m; 0s is the start itself.'
  yaml.report('bad-time', `"${text}" is not a duration`, yaml.node(map, key), help)
  return undefined
}
