import { describe, expect, test } from 'vitest'
import { isMiss } from '../../../lib/promql/query/event-count.ts'
import { readRatio } from '../../../lib/promql/query/ratio.ts'
import { parseSlosWith } from '../parse.ts'
import type { Flavour } from '../parse-context.ts'
import { exampleContext, exampleSlo } from '../slo.testkit.ts'

const text = (id: string, options: Readonly<Record<string, string>>) =>
  `version: prometheus/v1\nservice: shop\nslos: [{ name: home, objective: 99, sli: { plugin: { id: ${id}, options: ${JSON.stringify(options)} } }, alerting: { name: Burns } }]\n`

const sliOf = (id: string, options: Readonly<Record<string, string>>, flavour: Flavour = 'leadline') =>
  exampleSlo(text(`sloth-common/${id}`, options), flavour).sli

const controller = { controller: 'jobs' }
const service = { service: 'cart', namespace: 'shop' }
const CART = 'destination_service_name="cart",destination_service_namespace="shop"'
const HTTP = 'http_request_duration_seconds'

/** `sum(rate(metric{…}[{{.window}}]))`. */
const rate = (metric: string, matchers: string) => `sum(rate(${metric}{${matchers}}[{{.window}}]))`
const slow = (metric: string, matchers: string, le: string) => {
  const all = rate(`${metric}_count`, matchers)
  return {
    errorQuery: `clamp_min(${all} - (${rate(`${metric}_bucket`, `${matchers},${le}`)} or 0 * (${all})), 0)`,
    totalQuery: all,
  }
}

describe('what each public plugin counts', () => {
  test.each([
    [
      'istio/v1/availability',
      service,
      {
        errorQuery: rate('istio_requests_total', `${CART},response_code=~"(5..|429)"`),
        totalQuery: rate('istio_requests_total', CART),
      },
    ],
    [
      'istio/v1/latency',
      { ...service, bucket: '500' },
      slow('istio_request_duration_milliseconds', CART, 'le=~"500(\\\\.0)?"'),
    ],
    [
      'istio/v1/latency',
      { ...service, bucket: '0.5', exclude_errors: 'true' },
      slow('istio_request_duration_milliseconds', `response_code!~"5..",${CART}`, 'le="0.5"'),
    ],
    [
      'kubernetes/kooper/latency',
      { ...controller, bucket: '0.25', filter: '{job="a"}' },
      slow('kooper_controller_processed_event_duration_seconds', 'job="a",controller="jobs"', 'le="0.25"'),
    ],
    [
      'kubernetes/kooper/queue-congestion',
      { ...controller, bucket: '0.5' },
      slow('kooper_controller_event_in_queue_duration_seconds', 'controller="jobs"', 'le="0.5"'),
    ],
    [
      'slok-go-http-metrics/availability',
      { filter: 'service="shop"' },
      {
        errorQuery: rate(`${HTTP}_count`, 'service="shop",code=~"(5..|429)"'),
        totalQuery: rate(`${HTTP}_count`, 'service="shop"'),
      },
    ],
    [
      'slok-go-http-metrics/latency',
      { filter: 'service="shop"', bucket: '0.3', exclude_errors: 'true' },
      slow(HTTP, 'service="shop",code!~"5.."', 'le="0.3"'),
    ],
    [
      'haproxy/frontend/availability',
      {},
      {
        errorQuery: rate('haproxy_frontend_http_responses_total', 'code="5xx"'),
        totalQuery: 'sum(rate(haproxy_frontend_http_responses_total[{{.window}}]))'.replace('_total[', '_total{}['),
      },
    ],
  ])('%s', (id, options, queries) => expect(sliOf(id, options)).toEqual({ kind: 'events', ...queries }))

  test('kubernetes/kooper/availability takes what is tried again from all events', () => {
    const handled = 'kooper_controller_processed_event_duration_seconds_count'
    const all = rate(handled, 'controller="jobs"')
    expect(sliOf('kubernetes/kooper/availability', controller)).toEqual({
      kind: 'events',
      errorQuery: rate(handled, 'controller="jobs",success="false"'),
      totalQuery: `clamp_min(${all} - (${rate('kooper_controller_queued_events_total', 'controller="jobs",requeue="true"')} or 0 * (${all})), 0)`,
    })
  })
})

test("in sloth's flavour they are one ratio with sloth's defaults, and its label for the code of Istio", () => {
  const sli = sliOf('istio/v1/latency', { ...service, bucket: '500', exclude_errors: 'true' }, 'sloth')
  const query = sli.kind === 'ratio' ? sli.errorRatioQuery : ''
  expect(query).toContain('le="500"')
  expect(query).toContain('code!~"5.."')
  expect(query).toContain('OR on() vector(1)')
  expect(isMiss(readRatio(query))).toBe(false)
})

test.each([
  ['istio/v1/availability', { service: 'cart' }, 'namespace'],
  ['istio/v1/latency', { ...service, bucket: 'fast' }, 'bucket'],
  ['kubernetes/kooper/availability', {}, 'controller'],
  ['slok-go-http-metrics/availability', {}, 'filter'],
  ['slok-go-http-metrics/latency', { filter: 'service=~"a"', bucket: '1' }, 'filter'],
])('%s with %j says what is missing or wrong', (id, options, named) => {
  const { diagnostics } = parseSlosWith(
    [{ path: 'a.yaml', text: text(`sloth-common/${id}`, options) }],
    exampleContext('leadline'),
  )
  expect(diagnostics).toMatchObject([{ code: 'plugin-options', message: expect.stringContaining(`"${named}"`) }])
})
