import type { DiagnosticEntries } from './entry.ts'
import { events, sloFile } from './example.ts'

const query = (error: string, total?: string): string => sloFile({ sli: `sli: ${events(error, total)}` })
const bad = 'sum(rate(a{code=~"5.."}[{{.window}}]))'
const all = 'sum(rate(a[{{.window}}]))'
const good = query(bad, all)
const bucket = (le: string): string =>
  query(`sum(rate(a_count[{{.window}}])) - sum(rate(a_bucket{${le}}[{{.window}}]))`, 'sum(rate(a_count[{{.window}}]))')

/** What can be wrong with queries that Prometheus loads: they count something else than was meant. */
export const SENSE_ENTRIES: DiagnosticEntries = {
  'many-series': {
    why: 'Without a sum each series is judged by itself: four failed requests of one pod read as 100 % and page, and the other pods do not count. With --compat sloth it is a warning.',
    bad: query('rate(a{code=~"5.."}[{{.window}}])', 'rate(a[{{.window}}])'),
    good,
  },
  'odd-offset': {
    why: 'Rules are evaluated now: with a negative offset they read what has no samples yet, so that nothing is recorded and no page comes, and with one of hours each page comes as much later, which is a warning.',
    bad: query(bad.replace(']', '] offset -5m'), all.replace(']', '] offset -5m')),
    good: query(bad.replace(']', '] offset 1m'), all.replace(']', '] offset 1m')),
  },
  'group-splits-errors': {
    why: 'Both queries keep the label by which errors are told from other events, so that errors are divided by themselves: 100 %.',
    bad: query('sum by (code) (rate(a{code=~"5.."}[{{.window}}]))', 'sum by (code) (rate(a[{{.window}}]))'),
    good: query('sum by (path) (rate(a{code=~"5.."}[{{.window}}]))', 'sum by (path) (rate(a[{{.window}}]))'),
  },
  'units-differ': {
    why: 'rate() counts a second and increase() a window: one divided by the other is wrong by its length, and differently in each window.',
    bad: query('sum(increase(a{code=~"5.."}[{{.window}}]))', all),
    good,
  },
  'total-never-absent': {
    why: 'A total with a constant to fall back on hides a target that vanishes: it reads as one without errors, not even as missing data. The rules leave such a constant out wherever they can.',
    bad: query(bad, `${all} or vector(1)`),
    good: query(`${bad} or vector(0)`, all),
  },
  'total-floor': {
    why: 'A total that is held above a constant makes the errors of a quiet hour count less. It is meant to avoid a division by zero, which rules never do.',
    bad: query(bad, `clamp_min(${all}, 1)`),
    good,
  },
  'constant-errors': {
    why: 'A constant above zero in the place of missing errors burns the budget while nothing fails.',
    bad: query(`${bad} or vector(1)`, all),
    good: query(`${bad} or vector(0)`, all),
  },
  'or-order': {
    why: 'A constant is always there. Before `or` it stands in the way of everything behind that has no labels, so that the errors are always none.',
    bad: query(`vector(0) or ${bad}`, all),
    good: query(`${bad} or vector(0)`, all),
  },
  'offsets-differ': {
    why: 'Errors of one moment are divided by events of another: while traffic grows or falls the ratio is wrong.',
    bad: query('sum(rate(a{code=~"5.."}[{{.window}}] offset 5m))', all),
    good: query('sum(rate(a{code=~"5.."}[{{.window}}] offset 5m))', 'sum(rate(a[{{.window}}] offset 5m))'),
  },
  'constant-factor': {
    why: 'With 100 * errors ÷ total each error counts a hundred times: an SLI is a part of one, not a percentage.',
    bad: query(`100 * ${bad}`, all),
    good: query(`100 * ${bad}`, `100 * ${all}`),
  },
  'several-buckets': {
    why: 'The buckets of a histogram are cumulative: each counts every event up to its bound. A sum over several of them counts an event in each.',
    bad: query(
      'sum(rate(a_count[{{.window}}])) - sum(rate(a_bucket{le=~"0.1|0.5"}[{{.window}}]))',
      'sum(rate(a_count[{{.window}}]))',
    ),
    good: bucket('le="0.5"'),
  },
  'subtracts-others': {
    why: 'Good events are subtracted that are no part of what they are subtracted from, or only those of one kind: what is left is not the number of bad ones.',
    bad: query(
      'sum(rate(a_count{job="web"}[{{.window}}])) - sum(rate(a_bucket{job="api",le="0.5"}[{{.window}}]))',
      'sum(rate(a_count{job="web"}[{{.window}}]))',
    ),
    good: query(
      'sum(rate(a_count{job="web"}[{{.window}}])) - sum(rate(a_bucket{job="web",le="0.5"}[{{.window}}]))',
      'sum(rate(a_count{job="web"}[{{.window}}]))',
    ),
  },
  'good-as-bad': {
    why: 'An SLI counts what is bad. With the query of the good events in its place a healthy service burns its budget, and an outage saves it.',
    bad: query('sum(rate(a{code!~"5.."}[{{.window}}]))', all),
    good,
  },
  'errors-outside-total': {
    why: 'Errors that are not among all events make a ratio of two different things, which can be over 100 %.',
    bad: query(bad, 'sum(rate(a{code!~"5.."}[{{.window}}]))'),
    good,
  },
  'selects-nothing': {
    why: 'Two matchers of one selector exclude each other. It never has a series, and no series of errors reads as no errors.',
    bad: query('sum(rate(a{code=~"5..",code!~"5.."}[{{.window}}]))', all),
    good,
  },
  'bucket-bound': {
    why: 'Prometheus 3 writes whole bounds of histograms as 1.0, and 2 as 1: a matcher for one of them finds no bucket in the other, and every event counts as too slow. The rules match both wherever they can.',
    bad: bucket('le="1"'),
    good: bucket('le=~"1(\\\\.0)?"'),
  },
  'not-a-ratio': {
    why: 'The query gives a number of events, which is nearly always over 1. In `a + b / c` and `a or vector(0) / b` the division comes first, so that the result is about a.',
    bad: sloFile({ sli: `sli: { raw: { error_ratio_query: '${bad} or vector(0) / ${all}' } }` }),
    good: sloFile({ sli: `sli: { raw: { error_ratio_query: '(${bad} or vector(0)) / ${all}' } }` }),
  },
  'not-a-count': {
    why: 'The average or the largest of several series, or what a few samples show, is not the number of events: the ratio weighs them wrongly.',
    bad: query('max(rate(a{code=~"5.."}[{{.window}}]))', all),
    good,
  },
  'rate-of-sum': {
    why: 'A counter that starts again at zero is told from one that falls only by its own series; in a sum the restart of one process looks like a restart of all.',
    bad: query('rate(sum(a{code=~"5.."})[{{.window}}:1m])', all),
    good,
  },
  'first-errors-lost': {
    why: 'A counter of errors that appears at 1 has failed once, which no rate shows. The rules count such first values where queries are sums of rate() or increase() in any spelling; here they cannot.',
    bad: query('sum(rate(a{code=~"5.."}[{{.window}}])) > 2', all),
    good,
  },
  'no-such-series': {
    why: 'Said by `validate --prometheus URL`: in the last day that Prometheus had no series for a selector, so that the SLO has no data, or everything is bad.',
    bad: query(
      'sum(rate(http_requests_total{status=~"5.."}[{{.window}}]))',
      'sum(rate(http_requests_total[{{.window}}]))',
    ),
    good: query(
      'sum(rate(http_requests_total{code=~"5.."}[{{.window}}]))',
      'sum(rate(http_requests_total[{{.window}}]))',
    ),
    of: 'live',
  },
  'no-error-series': {
    why: 'Said by `validate --prometheus URL`: there is no series of errors. That is right while nothing has failed, and it hides a matcher that never matches.',
    bad: query(
      'sum(rate(http_requests_total{code="5xx"}[{{.window}}]))',
      'sum(rate(http_requests_total[{{.window}}]))',
    ),
    good: query(
      'sum(rate(http_requests_total{code=~"5.."}[{{.window}}]))',
      'sum(rate(http_requests_total[{{.window}}]))',
    ),
    of: 'live',
  },
  placeholder: {
    why: 'Another tool would have filled this in. In quotes Prometheus takes it literally and selects nothing, elsewhere it refuses the query.',
    bad: query('sum(rate(a{job="$JOB",code=~"5.."}[{{.window}}]))', 'sum(rate(a{job="$JOB"}[{{.window}}]))'),
    good: query('sum(rate(a{job="b",code=~"5.."}[{{.window}}]))', 'sum(rate(a{job="b"}[{{.window}}]))'),
  },
  'foreign-language': {
    why: 'The query is written for another system, whose language has more words than PromQL.',
    bad: query(`${bad} default 0`, all),
    good: query(`${bad} or vector(0)`, all),
  },
}
