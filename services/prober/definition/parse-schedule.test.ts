import { expect, test } from 'vitest'
import { parsedEntry } from './parse.testkit.ts'

/** What is wrong with a schedule, one line for each mistake. */
function mistakes(schedule: string): readonly string[] {
  const { diagnostics } = parsedEntry(`${schedule}\npaths: { app: { url: 'http://example.org/' } }`)
  return diagnostics.map(({ code, message, help }) => `${code}: ${message}. ${help}`)
}

test.each([
  'interval: 100ms\ntimeout: 50ms',
  'interval: 5s\ntimeout: 10ms',
  'interval: 5s\ntimeout: 4999ms',
  'interval: 5s\ntimeout: 3s\njitter: 1999ms',
  "cron: '*/10 * * * * *'\ntimeout: 9s",
])('%j is a schedule', schedule => expect(mistakes(schedule)).toEqual([]))

const SHORTEN = 'Shorten it: a probe must have ended when its next slot is due.'

test.each([
  ['interval: 99ms\ntimeout: 50ms', ['interval-too-short: Cannot probe every 99ms. The shortest interval is 100ms.']],
  ['interval: 5s\ntimeout: 9ms', ['timeout-too-short: Cannot use a timeout of 9ms. The shortest is 10ms.']],
  [
    'interval: 5s\ntimeout: 5s',
    [`timeout-not-below-interval: A timeout of 5s is not shorter than the interval of 5s. ${SHORTEN}`],
  ],
  [
    'interval: 5s\ntimeout: 3s\njitter: 2s',
    [
      `timeout-not-below-interval: A timeout of 3s plus a jitter of 2s is not shorter than the interval of 5s. ${SHORTEN}`,
    ],
  ],
  [
    "cron: '*/10 * * * * *'\ntimeout: 10s",
    [`timeout-not-below-interval: A timeout of 10s is not shorter than the interval of 10s. ${SHORTEN}`],
  ],
  ['timeout: 1s', ['missing-key: Missing key "interval". Write interval: 5s, or cron.']],
  [
    "interval: 5s\ncron: '*/10 * * * * *'\ntimeout: 1s",
    ['one-schedule: There are both interval and cron. Keep one of them.'],
  ],
])('%j is none: %j', (schedule, expected) => expect(mistakes(schedule)).toEqual(expected))
