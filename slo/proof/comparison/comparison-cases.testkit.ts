import { LABELS, SERIES } from '../../core/names.ts'
import { counterValues, type Stretch } from '../../timeline/promtool-values.ts'
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
const HOUR = 60

function requests(code: string, stretches: readonly Stretch[], first = 0) {
  return { series: `requests_total{job="shop",instance="a",code="${code}"}`, values: counterValues(stretches, first) }
}

function minutes(count: number, perMinute: number): Stretch {
  return { samples: count, step: perMinute }
}

function budgetLeft(at: string, truth: number): Question {
  return { what: 'error ratio of the period', expr: `${SERIES.errorRatio('30d')}${OF}`, at, truth, tolerance: 0.01 }
}

function firing(what: string, severity: string, at: string, truth: number): Question {
  const alerts = `ALERTS{alertname="ShopBurns",alertstate="firing",${LABELS.severity}="${severity}"}`
  return { what, expr: `count(${alerts}) or vector(0)`, at, truth, tolerance: 0 }
}

/** Stories in which averages of ratios, missing series and small numbers lead rules astray. */
export const COMPARISON_CASES: readonly ComparisonCase[] = [
  {
    name: 'Ten idle minutes',
    story:
      '100 requests a minute without an error, ten minutes in which nobody comes, then as before. No budget is spent.',
    slos: SHOP,
    step: '1m',
    series: () => [
      requests('200', [minutes(HOUR, 100), minutes(10, 0), minutes(2 * HOUR, 100)]),
      requests('500', [minutes(190, 0)]),
    ],
    questions: [budgetLeft('3h', 0)],
    slothIsWrong: true,
  },
  {
    name: 'Nobody at all',
    story: 'The counters exist and do not move. There is no ratio of nothing to nothing, and nobody is woken.',
    slos: SHOP,
    step: '1m',
    series: () => [requests('200', [minutes(3 * HOUR, 0)]), requests('500', [minutes(3 * HOUR, 0)])],
    questions: [
      { what: 'error ratio of 1 h', expr: `${SERIES.errorRatio('1h')}${OF}`, at: '2h', truth: undefined, tolerance: 0 },
      firing('pages', 'page', '2h', 0),
    ],
    slothIsWrong: true,
  },
  {
    name: 'An error series that is born late and dies early',
    story:
      '100 requests a minute; after an hour a pod fails 20 of them a minute for ten minutes, is restarted, and its error series is gone. 200 of 12,200 requests failed.',
    slos: SHOP,
    step: '15s',
    series: () => [
      requests('200', [{ samples: 2 * HOUR * 4 + 1, step: 25 }]),
      {
        series: 'requests_total{job="shop",instance="a",code="500"}',
        values: `_x${HOUR * 4} ${counterValues([{ samples: 40, step: 5 }], 5)} _x200`,
      },
    ],
    // What Prometheus extrapolates at both ends of so short a series stays.
    questions: [{ ...budgetLeft('2h', 200 / 12_200), tolerance: 0.1 }],
    slothIsWrong: true,
  },
  {
    name: 'Errors in a quiet night',
    story:
      '10,000 requests a minute by day and 10 a minute by night; in one hour of the night 30 % fail. That is 180 of 1.8 million.',
    slos: SHOP,
    step: '1m',
    series: () => [
      requests('200', [minutes(3 * HOUR, 10_000), minutes(HOUR, 10), minutes(HOUR, 7), minutes(HOUR, 10)]),
      requests('500', [minutes(4 * HOUR, 0), minutes(HOUR, 3), minutes(HOUR, 0)]),
    ],
    questions: [budgetLeft('5h50m', 180 / (3 * HOUR * 10_000 + 3 * HOUR * 10))],
    slothIsWrong: true,
  },
  {
    name: 'Errors in the busiest hour',
    story: '100 requests a minute, and one peak hour with 10,000 a minute of which 10 % fail.',
    slos: SHOP,
    step: '1m',
    series: () => [
      requests('200', [minutes(2 * HOUR, 100), minutes(HOUR, 9000), minutes(2 * HOUR, 100)]),
      requests('500', [minutes(2 * HOUR, 0), minutes(HOUR, 1000), minutes(2 * HOUR, 0)]),
    ],
    questions: [budgetLeft('4h50m', 60_000 / (600_000 + 4 * HOUR * 100))],
    slothIsWrong: true,
  },
  {
    name: 'One lost request at one a minute',
    story: 'A quiet service, one request a minute, three clean hours; a single request fails. Nobody should be woken.',
    slos: SHOP,
    step: '1m',
    series: () => [
      requests('200', [minutes(3 * HOUR, 1), minutes(1, 0), minutes(30, 1)]),
      requests('500', [minutes(3 * HOUR, 0), minutes(1, 1), minutes(30, 0)]),
    ],
    questions: [firing('pages', 'page', '3h3m', 0)],
    slothIsWrong: true,
  },
  {
    name: 'An outage at one request a minute',
    story: 'The same quiet service fails for good. After six minutes somebody must be on the way.',
    slos: SHOP,
    step: '1m',
    series: () => [
      requests('200', [minutes(3 * HOUR, 1), minutes(30, 0)]),
      requests('500', [minutes(3 * HOUR, 0), minutes(30, 1)]),
    ],
    questions: [firing('pages', 'page', '3h6m', 1)],
    slothIsWrong: false,
  },
  {
    name: 'A cold start',
    story:
      'A service is six minutes old, and 4 of its 124 requests have failed. It has spent a hundredth of a month’s budget.',
    slos: SHOP,
    step: '1m',
    series: () => [
      requests('200', [minutes(3, 20), minutes(2, 18), minutes(60, 20)]),
      requests('500', [minutes(3, 0), minutes(2, 2), minutes(60, 0)]),
    ],
    questions: [firing('pages', 'page', '6m', 0), firing('tickets', 'ticket', '6m', 0)],
    slothIsWrong: true,
  },
  {
    name: 'The first error ever',
    story:
      '100 requests a minute, and after two hours one fails: its series appears at 1 and stays there. No rate ever shows it.',
    slos: SHOP,
    step: '1m',
    series: () => [
      requests('200', [minutes(3 * HOUR, 100)]),
      { series: 'requests_total{job="shop",instance="a",code="500"}', values: `_x${2 * HOUR} 1x60` },
    ],
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
    story:
      'The rules recorded with another team label, without an error; then the owner changed the label. The history must still count.',
    slos: SHOP.replace('slos:', 'labels: { team: new }\nslos:'),
    step: '1m',
    series: flavour => [
      requests('200', [minutes(3 * HOUR, 100)]),
      requests('500', [minutes(3 * HOUR, 0)]),
      ...(flavour === 'sloth'
        ? [
            {
              series: `${SERIES.errorRatio('5m')}{${LABELS.id}="shop-checkout",${LABELS.service}="shop",${LABELS.slo}="checkout",${LABELS.window}="5m",team="old"}`,
              values: '0x30',
            },
          ]
        : []),
    ],
    questions: [budgetLeft('2h', 0)],
    slothIsWrong: true,
  },
  {
    name: 'The target is gone',
    story: 'After two hours nothing is scraped any more. Silence is not success: somebody should be told.',
    slos: SHOP,
    step: '1m',
    series: () => [requests('200', [minutes(2 * HOUR, 100)]), requests('500', [minutes(2 * HOUR, 0)])],
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
    name: 'A total outage of a busy service',
    story: 'Where nothing is special both are right: 100 requests a second, all of them fail for three minutes.',
    slos: SHOP,
    step: '30s',
    series: () => [
      requests('200', [
        { samples: 240, step: 3000 },
        { samples: 20, step: 0 },
      ]),
      requests('500', [
        { samples: 240, step: 0 },
        { samples: 20, step: 3000 },
      ]),
    ],
    questions: [firing('pages', 'page', '1h59m', 0), firing('pages', 'page', '2h2m', 1)],
    slothIsWrong: false,
  },
]
