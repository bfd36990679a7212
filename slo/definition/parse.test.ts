import { expect, test } from 'vitest'
import { parseSlos } from './parse.ts'

const PROBES = { probes: [{ name: 'home', paths: ['edge'], intervalSeconds: 5 }], bucketBoundsSeconds: [0.3] }

test('an unknown version hides none of the other mistakes', () => {
  const text = `version: prometheus/v2
service: web
slos:
  - name: a b
    objective: 101
    sli:
      probe: { probe: homee, path: edge }
    alertng: {}
`
  const { value, diagnostics } = parseSlos([{ path: 'slo/web.yaml', text }], PROBES)
  expect(value.flatMap(({ slos }) => slos)).toEqual([])
  expect(diagnostics.map(({ code, line }) => `${line} ${code}`).sort()).toEqual([
    '1 unknown-version',
    '4 bad-name',
    '5 objective-out-of-range',
    '7 unknown-probe',
    '8 unknown-key',
  ])
})

test.each([
  ['rate(e{code=~"5.."}[{{.window}}])', 'sum(rate(e[{{.window}}]))', '6 many-series'],
  ['sum(rate(e{code=~"5.."}[{{.window}}]))', 'rate(e[{{.window}}])', '7 many-series'],
])(
  'errors %s of all %s come as many series, and an SLO that judges each by itself is refused',
  (errors, all, expected) => {
    const text = `version: prometheus/v1
service: web
slos:
  - name: requests
    objective: 99.9
    sli: { events: { error_query: '${errors}',
      total_query: '${all}' } }
    alerting: {}
`
    const { diagnostics } = parseSlos([{ path: 'slo/web.yaml', text }], PROBES)
    expect(diagnostics.map(({ code, line }) => `${line} ${code}`)).toEqual([expected])
  },
)
