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

/** Where a request counter comes from: the app's own, or a proxy's; both label it with the status code under one name. */
export interface Traffic {
  readonly requests: string
  readonly of: Matchers
  readonly links: readonly Link[]
  readonly runbook: string
}

/** The web app's own view of its users. */
export function appTraffic(links: readonly Link[], of: Traffic['of'] = {}): Traffic {
  return { requests: WEB.requests, of, links, runbook: 'docs/dashboards.md#app' }
}

const CLASSES = [
  ['2xx and 3xx', '[123]..'],
  ['4xx', '4..'],
  ['5xx', '5..'],
] as const

/** Requests a second by class of answer; server errors are red, client errors yellow, everywhere. */
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
    what: 'How many requests come, and how they are answered.',
    how: `Growth of \`${requests}\` a second, by the first digit of the status code.`,
    act: 'A sudden fall is as bad as a red area: users may not get through. Compare with the fault domain on Home.',
    runbook,
  }
}

/** The part of requests that the server failed. */
export function errorRatio(traffic: Traffic, title: string, labels: readonly string[], name: string): Panel {
  const { requests, of, links, runbook } = traffic
  const failed = sumBy(labels, rate(requests, { ...of, ...SERVER_ERRORS }))
  const all = sumBy(labels, rate(requests, of))
  return timeSeries({
    title,
    about: {
      what: 'The part of requests that the server answered with 5xx.',
      how: `5xx answers ÷ all answers, both from \`${requests}\`. Without requests there is no line.`,
      act: 'Find the route or release with the most errors, then read its log lines with level "error".',
      runbook,
    },
    unit: UNITS.ratio,
    thresholds: ERROR_LINES,
    softMax: ERROR_AXIS,
    // A code that was never answered has no series; that is no errors as long as there are requests.
    queries: [query(ratio(`(${failed} or 0 * ${all})`, all), name)],
    links,
  })
}
