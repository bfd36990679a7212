import { expect, test } from 'vitest'
import { parseDuration } from '../../lib/duration.ts'
import { proberRules } from '../../services/monitoring/core/prober-rules.ts'
import { isAlert } from '../../slo/core/rule-group.ts'
import type { BoardContext } from '../context.ts'
import { failingNow, isSilent, notReporting } from './route-runs.ts'

function context(...intervals: readonly (number | undefined)[]): BoardContext {
  return {
    slos: [],
    probes: intervals.map((intervalSeconds, index) => ({
      name: `p${index}`,
      paths: ['edge', 'app'],
      ...(intervalSeconds === undefined ? {} : { intervalSeconds }),
    })),
  }
}

const BY_SERIES = 'max by (probe, path, vantage)'
const RUN = 'synthetic_last_run_timestamp_seconds'
const SUCCESS = 'synthetic_last_success_timestamp_seconds'

test('where every probe is sent often, one bound is enough for all', () => {
  const fresh = `(${BY_SERIES} (${RUN}) >= time() - 300)`
  expect(notReporting(context(5, 100))).toBe(`4 - (count(count by (probe, path) (${fresh})) or vector(0))`)
  expect(failingNow(context(5))).toBe(
    `count(count by (probe, path) (${BY_SERIES} (${SUCCESS}) < ${fresh})) or 0 * count(${fresh})`,
  )
})

test('an hourly probe has three hours, also over a restart of the prober', () => {
  const remembered = `${RUN}{probe=~"p1"} or last_over_time(${RUN}{probe=~"p1"}[3h:5m])`
  expect(notReporting(context(5, 3600))).toBe(
    `4 - (count(count by (probe, path) ((${BY_SERIES} (${RUN}{probe!~"p1"}) >= time() - 300)` +
      ` or (${BY_SERIES} (${remembered}) >= time() - 10800))) or vector(0))`,
  )
})

test('a probe whose interval is not known is never silent', () => {
  const expected = `0 * (time() - max by (probe, path) (${RUN}{probe=~"p1"}))`
  expect(isSilent(context(5, undefined), {})).toBe(
    `time() - max by (probe, path) (${RUN}{probe!~"p1"}) > bool 300 or ${expected}`,
  )
  expect(notReporting(context(5, undefined))).toMatch(/^2 - /)
})

test.each([5, 100, 101, 300, 3600, 86_400])('a probe sent every %d s is silent when its alert opens', seconds => {
  const rules = proberRules(context(seconds).probes).flatMap(group => group.rules)
  const ranges = rules.flatMap(rule =>
    isAlert(rule) && rule.alert === 'ProberSilent' ? [/\[(\w+)\]/.exec(rule.expr)?.[1] ?? ''] : [],
  )
  const bounds = [...isSilent(context(seconds), {}).matchAll(/> bool (\d+)/g)].map(([, text]) => Number(text))
  expect(bounds).toEqual(ranges.map(range => (parseDuration(range) ?? 0) / 1000))
})
