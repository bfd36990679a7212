import { type Duration, hours, minutes, seconds } from '../../../lib/duration.ts'
import { LABELS, SERIES } from '../../core/names.ts'
import type { Segment } from '../../timeline/segment.ts'
import { type ProcessMetric, processSeries, type Timeline, type TimelineSeries } from '../../timeline/timeline.ts'
import type { ComparisonCase, Question } from './comparison.testkit.ts'

/** The SLO most cases are about: 99.9 % of requests over 30 days, and a page and a ticket when it burns. */
const SHOP = `version: prometheus/v1
service: shop
slos:
  - name: checkout
    objective: 99.9
    sli:
      events:
        error_query: sum(rate(requests_total{job="shop",code=~"5.."}[{{.window}}]))
        total_query: sum(rate(requests_total{job="shop"}[{{.window}}]))
    alerting: { name: ShopBurns }
`

const OF = `{${LABELS.id}="shop-checkout"}`

function traffic(length: Duration, perMinute: number, badRatio = 0): Segment {
  return { length, eventsPerSecond: perMinute / 60, badRatio }
}

/** Requests that are answered with 200 or 500. */
function requests(...segments: readonly Segment[]): Timeline {
  const counter = (code: string, part: (badRatio: number) => number): ProcessMetric => ({
    metric: 'requests_total',
    type: 'counter',
    labels: () => ({ job: 'shop', instance: 'a', code }),
    value: ({ eventsPerSecond, badRatio }) => ({ perSecond: eventsPerSecond * part(badRatio) }),
  })
  const counters = [counter('200', badRatio => 1 - badRatio), counter('500', badRatio => badRatio)]
  return { segments, series: processSeries(segments, counters) }
}

/** The same, with a counter of errors that does something else. */
function withErrors({ segments, series }: Timeline, errors: Pick<TimelineSeries, 'values' | 'start'>): Timeline {
  const isError = ({ labels }: TimelineSeries) => labels.code === '500'
  return { segments, series: series.map(one => (isError(one) ? { ...one, ...errors } : one)) }
}

function budgetLeft(at: string, truth: number): Question {
  return { what: 'error ratio of the period', expr: `${SERIES.errorRatio('30d')}${OF}`, at, truth, tolerance: 0.01 }
}

function firing(what: string, severity: string, at: string, truth: number): Question {
  const alerts = `ALERTS{alertname="ShopBurns",alertstate="firing",${LABELS.severity}="${severity}"}`
  return { what, expr: `count(${alerts}) or vector(0)`, at, truth, tolerance: 0 }
}

/** What sloth's rules recorded before the label was changed. */
const RECORDED_BEFORE: TimelineSeries = {
  metric: SERIES.errorRatio('5m'),
  labels: {
    [LABELS.id]: 'shop-checkout',
    [LABELS.service]: 'shop',
    [LABELS.slo]: 'checkout',
    [LABELS.window]: '5m',
    team: 'old',
  },
  type: 'gauge',
  values: [0, 'absent'],
}

/** Traffic in which averages of ratios, missing series and small numbers lead rules astray. */
export const COMPARISON_CASES: readonly ComparisonCase[] = [
  {
    name: 'Ten idle minutes',
    description:
      '100 requests a minute without an error, ten minutes without requests, then as before. No budget is spent.',
    slos: SHOP,
    step: minutes(1),
    timeline: () => requests(traffic(hours(1), 100), traffic(minutes(10), 0), traffic(hours(2), 100)),
    questions: [budgetLeft('3h', 0)],
    slothIsWrong: true,
  },
  {
    name: 'No requests at all',
    description: 'The counters exist and do not move. There is no ratio of nothing to nothing, and no page.',
    slos: SHOP,
    step: minutes(1),
    timeline: () => requests(traffic(hours(3), 0)),
    questions: [
      { what: 'error ratio of 1 h', expr: `${SERIES.errorRatio('1h')}${OF}`, at: '2h', truth: undefined, tolerance: 0 },
      firing('pages', 'page', '2h', 0),
    ],
    slothIsWrong: true,
  },
  {
    name: 'An error series that appears late and ends early',
    description:
      '100 requests a minute; after an hour a pod fails 20 of them a minute for ten minutes, is restarted, and its error series is gone. 200 of 12,200 requests failed.',
    slos: SHOP,
    step: seconds(15),
    timeline: () =>
      withErrors(requests(traffic(hours(1), 100), traffic(minutes(10), 100), traffic(minutes(51), 100)), {
        values: ['absent', { perSecond: 20 / 60 }, 'absent'],
        start: 0,
      }),
    questions: [{ ...budgetLeft('2h', 200 / 12_200), tolerance: 0.1 }],
    slothIsWrong: true,
  },
  {
    name: 'Errors in a quiet night',
    description:
      '10,000 requests a minute by day and 10 a minute by night; in one hour of the night 30 % fail. That is 180 of 1.8 million.',
    slos: SHOP,
    step: minutes(1),
    timeline: () =>
      requests(traffic(hours(3), 10_000), traffic(hours(1), 10), traffic(hours(1), 10, 0.3), traffic(hours(1), 10)),
    questions: [budgetLeft('5h50m', 180 / (3 * 60 * 10_000 + 3 * 60 * 10))],
    slothIsWrong: true,
  },
  {
    name: 'Errors in the busiest hour',
    description: '100 requests a minute, and one peak hour with 10,000 a minute of which 10 % fail.',
    slos: SHOP,
    step: minutes(1),
    timeline: () => requests(traffic(hours(2), 100), traffic(hours(1), 10_000, 0.1), traffic(hours(2), 100)),
    questions: [budgetLeft('4h50m', 60_000 / (600_000 + 4 * 60 * 100))],
    slothIsWrong: true,
  },
  {
    name: 'One lost request at one a minute',
    description:
      'A quiet service, one request a minute, three clean hours; a single request fails. That should not page.',
    slos: SHOP,
    step: minutes(1),
    timeline: () => requests(traffic(hours(3), 1), traffic(minutes(1), 1, 1), traffic(minutes(30), 1)),
    questions: [firing('pages', 'page', '3h3m', 0)],
    slothIsWrong: true,
  },
  {
    name: 'An outage at one request a minute',
    description: 'The same quiet service fails and stays down. After six minutes the page must have fired.',
    slos: SHOP,
    step: minutes(1),
    timeline: () => requests(traffic(hours(3), 1), traffic(minutes(30), 1, 1)),
    questions: [firing('pages', 'page', '3h6m', 1)],
    slothIsWrong: false,
  },
  {
    name: 'A cold start',
    description:
      'A service is six minutes old, and 4 of its 124 requests have failed. It has spent a hundredth of a month’s budget.',
    slos: SHOP,
    step: minutes(1),
    timeline: () => requests(traffic(minutes(3), 20), traffic(minutes(2), 20, 0.1), traffic(hours(1), 20)),
    questions: [firing('pages', 'page', '6m', 0), firing('tickets', 'ticket', '6m', 0)],
    slothIsWrong: true,
  },
  {
    name: 'The first error ever',
    description:
      '100 requests a minute, and after two hours one fails: its series appears at 1 and stays there. No rate ever shows it.',
    slos: SHOP,
    step: minutes(1),
    timeline: () => withErrors(requests(traffic(hours(2), 100), traffic(hours(1), 100)), { values: ['absent', 1] }),
    questions: [
      {
        what: 'error ratio of 5 min',
        expr: `${SERIES.errorRatio('5m')}${OF}`,
        at: '2h3m',
        truth: 1 / 501,
        tolerance: 0.05,
      },
    ],
    slothIsWrong: true,
  },
  {
    name: 'A label of the SLO was changed',
    description:
      'The rules recorded with another team label, without an error; then the owner changed the label. The history must still count.',
    slos: SHOP.replace('slos:', 'labels: { team: new }\nslos:'),
    step: minutes(1),
    timeline: flavour => {
      const { segments, series } = requests(traffic(minutes(31), 100), traffic(minutes(149), 100))
      return { segments, series: flavour === 'sloth' ? [...series, RECORDED_BEFORE] : series }
    },
    questions: [budgetLeft('2h', 0)],
    slothIsWrong: true,
  },
  {
    name: 'The target is gone',
    description: 'After two hours nothing is scraped any more. Missing data is not success: an alert should fire.',
    slos: SHOP,
    step: minutes(1),
    timeline: () => requests(traffic(hours(2), 100)),
    questions: [
      {
        what: 'alerts of any kind',
        expr: 'count(ALERTS{alertstate="firing"}) or vector(0)',
        at: '2h15m',
        truth: 1,
        tolerance: 0,
      },
    ],
    slothIsWrong: true,
  },
  {
    name: 'A full outage of a busy service',
    description: 'A case in which both are right: 100 requests a second, all of them fail for three minutes.',
    slos: SHOP,
    step: seconds(30),
    timeline: () => requests(traffic(hours(2), 6000), traffic(minutes(10), 6000, 1)),
    questions: [firing('pages', 'page', '1h59m', 0), firing('pages', 'page', '2h2m', 1)],
    slothIsWrong: false,
  },
]
