import { milliseconds } from '../../lib/duration.ts'
import { readFields } from '../../lib/yaml/fields.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import { momentOf, readOffset } from '../../slo/timeline/moments.ts'
import { SERIES_FIELDS, STEP_FIELDS } from './fields.ts'
import type { IncidentSeries, SeriesValue } from './model.ts'

type Step = IncidentSeries['steps'][number]

/** Reads the series beside the SLIs. Moments count from the start, at `startedMilliseconds`. */
export function readSeries(
  yaml: YamlReader,
  maps: readonly YamlMap[],
  startedMilliseconds: number,
): readonly IncidentSeries[] {
  const seen = new Set<string>()
  return maps.flatMap((map): IncidentSeries[] => {
    const { metric, labels = {}, before, steps = [] } = readFields(yaml, map, SERIES_FIELDS)
    const key = JSON.stringify([metric, Object.entries(labels).sort()])
    if (seen.has(key))
      yaml.report('series-twice', 'This series is there already', yaml.node(map, 'metric'), 'Put all steps into one.')
    seen.add(key)
    const at = before === undefined ? undefined : readValue(yaml, map, 'before', before, startedMilliseconds)
    if (metric === undefined) return []
    return [{ metric, labels, before: at, steps: readSteps(yaml, steps, startedMilliseconds) }]
  })
}

function readSteps(yaml: YamlReader, maps: readonly YamlMap[], started: number): readonly Step[] {
  let latest = -1
  return maps.flatMap((map): Step[] => {
    const { value, to, ...read } = readFields(yaml, map, STEP_FIELDS)
    const at = read.at === undefined ? undefined : readOffset(yaml, map, 'at')
    if (at !== undefined && at <= latest)
      yaml.report('series-order', 'This step is not after the one before', yaml.node(map, 'at'), 'Write them in order.')
    latest = at ?? latest
    if (at === undefined || value === undefined) return []
    return [{ at, value: readValue(yaml, map, 'value', value, started), to }]
  })
}

/** Undefined for `absent`. */
function readValue(yaml: YamlReader, map: YamlMap, key: string, text: string, started: number): SeriesValue {
  if (text === 'absent') return undefined
  const moment = momentOf(text)
  if (moment !== undefined) return { afterStart: milliseconds(moment - started) }
  const number = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isFinite(number)) return number
  const help = 'Write a number, a moment such as 2026-02-05T14:02:00Z, or absent.'
  yaml.report('bad-value', `"${text}" is no value of a series`, yaml.node(map, key), help)
  return undefined
}
