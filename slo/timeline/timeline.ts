import { type Duration, inSeconds } from '../../lib/duration.ts'
import type { Segment } from './segment.ts'
import { riseOf, type Track } from './track.ts'

/** What happens over time: events, segment by segment, and any series beside them. */
export interface Timeline {
  readonly segments: readonly Segment[]
  readonly series: readonly TimelineSeries[]
}

/** A series over a timeline: restarts, OOM kills, memory, releases, certificates, or the events themselves. */
export interface TimelineSeries {
  readonly metric: string
  readonly labels: Readonly<Record<string, string>>
  readonly type: 'counter' | 'gauge'
  /** What it does in each segment; what is undefined or left out at the end stays as it was. */
  readonly values: readonly (SegmentValue | undefined)[]
  /** What a counter stands at before the first event that it counts; 0 when absent. */
  readonly start?: number
}

/** A value that stays, one that changes evenly, a counter's rate, or no samples. */
export type SegmentValue =
  | number
  | { readonly from: number; readonly to: number }
  | { readonly perSecond: number }
  | 'absent'

/** A metric that every process exports by itself, such as a counter of the events that it serves. */
export interface ProcessMetric extends Pick<TimelineSeries, 'metric' | 'type' | 'start'> {
  /** Its labels on the first process (0), and on each that replaces the one before. */
  readonly labels: (process: number) => Readonly<Record<string, string>>
  readonly value: (segment: Segment) => SegmentValue
}

/** The series of such metrics, those of one process after those of another. */
export function processSeries(
  segments: readonly Segment[],
  metrics: readonly ProcessMetric[],
): readonly TimelineSeries[] {
  const processes = processesOf(segments)
  return [...new Set(processes)].flatMap(process =>
    metrics.map((metric): TimelineSeries => {
      const values = segments.map((segment, index) => (processes[index] === process ? metric.value(segment) : 'absent'))
      return { ...metric, labels: metric.labels(process), values }
    }),
  )
}

/** Which process serves the events of each segment, from 0 on. */
export function processesOf(segments: readonly Segment[]): readonly number[] {
  let process = 0
  return segments.map(({ kind }) => {
    if (kind === 'replaced') process += 1
    return process
  })
}

/** A series as lines: a gap of scraping hides what it does meanwhile. */
export function trackOf({ values, start }: TimelineSeries, segments: readonly Segment[]): Track {
  const track = valuesTrack(segments, values, start)
  return track.map((piece, index) => (segments[index]?.kind === 'gap' ? { ...piece, line: undefined } : piece))
}

/** Values by segment as lines; a restart begins what has a rate at zero. */
export function valuesTrack(segments: readonly Segment[], values: TimelineSeries['values'], start = 0): Track {
  let [latest, stands]: [SegmentValue, number] = ['absent', start]
  return segments.map(({ length, kind }, index) => {
    latest = values[index] ?? held(latest)
    if (latest === 'absent') return { length, line: undefined }
    const line = lineOf(latest, kind === 'restart' ? 0 : stands, length)
    stands = line.start + riseOf(line, length)
    return { length, line }
  })
}

/** What a value is in the next segment when that leaves it out: what has changed evenly stays where it is. */
function held(value: SegmentValue): SegmentValue {
  return typeof value === 'object' && 'to' in value ? value.to : value
}

function lineOf(value: Exclude<SegmentValue, 'absent'>, stands: number, length: Duration) {
  if (typeof value === 'number') return { start: value, perSecond: 0 }
  if ('perSecond' in value) return { start: stands, perSecond: value.perSecond }
  return { start: value.from, perSecond: (value.to - value.from) / inSeconds(length) }
}
