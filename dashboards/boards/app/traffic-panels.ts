import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import type { Matchers } from '../../../lib/promql/write-selector.ts'
import { LABELS } from '../../../services/web/contract/labels.ts'
import { METRICS as WEB } from '../../../services/web/contract/names.ts'
import { SERVER_ERRORS } from '../../expressions/request-expressions.ts'
import type { About } from '../../panels/about.ts'
import type { Link } from '../../panels/link.ts'
import { rate, ratio, sumBy } from '../../panels/promql.ts'
import { query } from '../../panels/query.ts'
import { ERROR_AXIS, ERROR_LINES } from '../../panels/standard-thresholds.ts'
import { timeSeries } from '../../panels/time-series.ts'
import { UNITS } from '../../panels/units.ts'

/** The source of a request counter: the app, or a proxy; both use the same name for the label of the status code. */
export interface Traffic {
  readonly requests: string
  readonly of: Matchers
  readonly links: readonly Link[]
  readonly runbook: string
}

/** The requests as the web app counts them. */
export function appTraffic(links: readonly Link[], of: Traffic['of'] = {}): Traffic {
  return { requests: WEB.requests, of, links, runbook: 'docs/dashboards.md#app' }
}

const CLASSES = [
  ['2xx and 3xx', '[123]..'],
  ['4xx', '4..'],
  ['5xx', '5..'],
] as const

/** Requests per second by class of answer; server errors are red and client errors yellow on every dashboard. */
export function requestRate(traffic: Traffic, title: string): Panel {
  const { requests, of, links, runbook } = traffic
  return timeSeries({
    title,
    about: aboutRate(requests, runbook),
    unit: UNITS.requests,
    stacked: 'area',
    toned: { '4xx': 'warn', '5xx': 'bad' },
    series: ['2xx and 3xx'],
    queries: CLASSES.map(([name, codes]) =>
      query(sumBy([], rate(requests, { ...of, [LABELS.code]: ['=~', codes] })), name),
    ),
    links,
  })
}

function aboutRate(requests: string, runbook: string): About {
  return {
    what: 'Requests per second by class of their status code.',
    how: `Growth of \`${requests}\` per second, by the first digit of the status code.`,
    act: 'A sudden drop is as bad as a red area: requests may not reach the app. Compare with the fault domain on Home.',
    runbook,
  }
}

/** The ratio of requests that the server failed. */
export function errorRatio(traffic: Traffic, title: string, labels: readonly string[], name: string): Panel {
  const { requests, of, links, runbook } = traffic
  const failed = sumBy(labels, rate(requests, { ...of, ...SERVER_ERRORS }))
  const all = sumBy(labels, rate(requests, of))
  return timeSeries({
    title,
    about: {
      what: 'The ratio of requests that the server answered with 5xx.',
      how: `5xx answers ÷ all answers, both from \`${requests}\`. Without requests there is no line.`,
      act: 'Find the route or release with the most errors, then read its log lines with level "error".',
      runbook,
    },
    unit: UNITS.ratio,
    thresholds: ERROR_LINES,
    softMax: ERROR_AXIS,
    // A status code that never occurred has no series; while there are requests, that means no errors.
    queries: [query(ratio(`(${failed} or 0 * ${all})`, all), name)],
    links,
  })
}
