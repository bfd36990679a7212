import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { type MetricSample, renderSeries } from '../lib/openmetrics.ts'

/** One counter of the history: how many events each minute adds; undefined before its first sample. */
export interface HistoryCounter {
  readonly labels: Readonly<Record<string, string>>
  readonly perMinute: (minute: number) => number | undefined
}

/** A service whose history is made up, with the truth about it. */
export interface HistoryService {
  readonly job: string
  readonly description: string
  readonly counters: readonly HistoryCounter[]
}

const DAY = 1440
const isNight = (minute: number): boolean => minute % DAY < 360

function service(
  job: string,
  description: string,
  total: (minute: number) => number,
  bad: (minute: number) => number | undefined,
): HistoryService {
  return {
    job,
    description,
    counters: [
      { labels: { job, instance: 'a', code: '200' }, perMinute: minute => total(minute) - (bad(minute) ?? 0) },
      { labels: { job, instance: 'a', code: '500' }, perMinute: bad },
    ],
  }
}

const CODES = ['200', '204', '302', '404', '500'] as const

/** The traffic of the comparison with sloth, over thirty days. */
export const SERVICES: readonly HistoryService[] = [
  service(
    'idle',
    'nobody comes for ten minutes of each night',
    m => (m % DAY < 10 ? 0 : 100),
    m => (m % DAY > 700 && m % DAY < 720 ? 5 : 0),
  ),
  service(
    'late',
    'no error series for twenty days, then three hours of 10 %, and none again',
    () => 100,
    m => (m < 20 * DAY ? undefined : m < 20 * DAY + 180 ? 10 : 0),
  ),
  service(
    'night',
    'errors in a quiet hour of the night',
    m => (isNight(m) ? 10 : 10_000),
    m => (Math.floor(m / DAY) === 15 && m % DAY < 60 ? 3 : 0),
  ),
  service(
    'peak',
    'errors in the busiest hour',
    m => (m % DAY >= 720 && m % DAY < 780 ? 10_000 : 100),
    m => (Math.floor(m / DAY) === 10 && m % DAY >= 720 && m % DAY < 780 ? 1000 : 0),
  ),
  {
    job: 'busy',
    description: 'twelve pods with five codes each, for the cost of evaluation',
    counters: Array.from({ length: 60 }, (_, index) => ({
      labels: { job: 'busy', instance: `pod-${Math.floor(index / 5)}`, code: CODES[index % 5] ?? '' },
      perMinute: () => (index % 5 === 4 ? 0.1 : 60),
    })),
  },
]

/** The error ratio of a service over its last `minutes`, as the counters themselves say. */
export function truthOf({ counters }: HistoryService, length: number): number {
  let [bad, all] = [0, 0]
  for (const { labels, perMinute } of counters) {
    for (let minute = 0; minute < length; minute++) {
      const events = perMinute(minute) ?? 0
      all += events
      if (labels.code === '500') bad += events
    }
  }
  return bad / all
}

/** The value of counters that are there from the start: of one that is still at zero, rate() shows the very first errors a little low. */
const START = 1000

/** Scrapes a minute. */
const SCRAPES = 2

/** Writes the history of every service as OpenMetrics, a sample every half minute; `extra` minutes more for the time the bench itself takes. */
export async function writeHistory(file: string, startSeconds: number, length: number, extra: number): Promise<number> {
  const out = createWriteStream(file)
  let written = 0
  out.write('# TYPE http_requests counter\n')
  for (const { counters } of SERVICES) {
    for (const counter of counters) {
      const samples = samplesOf(counter, startSeconds, length + extra)
      written += samples.length
      if (!out.write(renderSeries({ name: 'http_requests_total', labels: counter.labels, samples })))
        await once(out, 'drain')
    }
  }
  out.end('# EOF\n')
  await once(out, 'finish')
  return written
}

function samplesOf({ perMinute }: HistoryCounter, startSeconds: number, minutes: number): readonly MetricSample[] {
  const samples: MetricSample[] = []
  let value: number | undefined
  for (let minute = 0; minute < minutes; minute++) {
    const added = perMinute(minute)
    if (added === undefined) continue
    for (let scrape = 0; scrape < SCRAPES; scrape++) {
      value = (value ?? (minute === 0 ? START : 0)) + added / SCRAPES
      samples.push([startSeconds + minute * 60 + (scrape * 60) / SCRAPES, Number(value.toPrecision(12))])
    }
  }
  return samples
}
