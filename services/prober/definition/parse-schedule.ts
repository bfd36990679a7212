import { type Duration, formatDuration, milliseconds } from '../../../lib/duration.ts'
import type { FieldReading } from '../../../lib/yaml/fields.ts'
import type { YamlMap, YamlReader } from '../../../lib/yaml/reader.ts'
import type { PROBE_FIELDS } from './fields.ts'
import type { Schedule } from './model.ts'
import type { References } from './references.ts'

/** A faster grid could not be kept by a timer that counts in milliseconds. */
const SHORTEST_INTERVAL = milliseconds(100)
const SHORTEST_TIMEOUT = milliseconds(10)

/** What a schedule needs to know of cron expressions. */
export type CronReferences = Pick<References, 'cronMistake' | 'cronInterval' | 'cronLongestGap'>

/** Reads when a probe runs; undefined when that is not clear. */
export function readSchedule(
  yaml: YamlReader,
  entry: YamlMap,
  read: FieldReading<typeof PROBE_FIELDS>,
  references: CronReferences,
): Schedule | undefined {
  const keys = ['interval', 'cron'].filter(key => yaml.keyNode(entry, key) !== undefined)
  if (keys.length === 0) yaml.require(entry, 'interval', 'Write interval: 5s, or cron.')
  if (keys.length === 2) {
    const problem = 'There are both interval and cron'
    yaml.report('one-schedule', problem, yaml.keyNode(entry, 'cron'), 'Keep one of them.')
  }
  if (keys.length !== 1) return undefined
  const cronMistake = read.cron === undefined ? undefined : references.cronMistake(read.cron)
  if (cronMistake !== undefined) {
    yaml.report(
      'bad-cron',
      `Cannot use "${read.cron}" as a cron expression: ${cronMistake}`,
      yaml.node(entry, 'cron'),
      'Write six fields, seconds first: "*/10 * * * * *" is every ten seconds.',
    )
    return undefined
  }
  const interval = read.cron === undefined ? read.interval : references.cronInterval(read.cron)
  if (interval === undefined) return undefined
  const jitter = read.jitter ?? milliseconds(0)
  if (interval < SHORTEST_INTERVAL) {
    yaml.report(
      'interval-too-short',
      `Cannot probe every ${formatDuration(interval)}`,
      yaml.node(entry, 'interval'),
      `The shortest interval is ${formatDuration(SHORTEST_INTERVAL)}.`,
    )
  }
  reportTimeout(yaml, entry, read.timeout, interval, jitter)
  return { interval, cron: read.cron, jitter }
}

/** A probe must have ended when its next slot comes, or slow targets would be measured less often than fast ones. */
function reportTimeout(
  yaml: YamlReader,
  entry: YamlMap,
  timeout: Duration | undefined,
  interval: Duration,
  jitter: Duration,
): void {
  if (timeout === undefined) return
  if (timeout < SHORTEST_TIMEOUT) {
    yaml.report(
      'timeout-too-short',
      `Cannot use a timeout of ${formatDuration(timeout)}`,
      yaml.node(entry, 'timeout'),
      `The shortest is ${formatDuration(SHORTEST_TIMEOUT)}.`,
    )
  } else if (timeout + jitter >= interval) {
    const more = jitter > 0 ? ` plus a jitter of ${formatDuration(jitter)}` : ''
    yaml.report(
      'timeout-not-below-interval',
      `A timeout of ${formatDuration(timeout)}${more} is not shorter than the interval of ${formatDuration(interval)}`,
      yaml.node(entry, 'timeout'),
      'Shorten it: a probe must have ended when its next slot is due.',
    )
  }
}
