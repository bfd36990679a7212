import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseOpenMetrics } from './openmetrics.testkit.ts'
import { type MetricSample, renderOpenMetrics } from './openmetrics.ts'

test('a typed family is declared once, a counter without the ending of its name', () => {
  const counter = { name: 'requests_total', type: 'counter' } as const
  expect(
    renderOpenMetrics([
      { ...counter, labels: { code: '200' }, samples: [[60, 1]] },
      { ...counter, labels: { code: '500' }, samples: [[60, 0]] },
      { name: 'memory_bytes', type: 'gauge', labels: {}, samples: [[60, 12.5]] },
      { name: 'up', labels: {}, samples: [[60, 1]] },
    ]),
  ).toBe(
    `# TYPE requests counter
requests_total{code="200"} 1 60
requests_total{code="500"} 0 60
# TYPE memory_bytes gauge
memory_bytes 12.5 60
up 1 60
# EOF
`,
  )
})

test.each([
  ['a "quoted" \\ text\nof two lines', 'a \\"quoted\\" \\\\ text\\nof two lines'],
  ['{braces}, and = signs', '{braces}, and = signs'],
])('the label %j is written as %s', (text, written) => {
  expect(renderOpenMetrics([{ name: 'a', labels: { b: text }, samples: [[1, 1]] }])).toBe(
    `a{b="${written}"} 1 1\n# EOF\n`,
  )
})

test('what is not finite has the names that Prometheus reads', () => {
  const samples: readonly MetricSample[] = [
    [1, Number.NaN],
    [2, Number.POSITIVE_INFINITY],
    [3, Number.NEGATIVE_INFINITY],
  ]
  expect(renderOpenMetrics([{ name: 'a', labels: {}, samples }])).toBe('a NaN 1\na +Inf 2\na -Inf 3\n# EOF\n')
})

test('every sample is read back as it was', () => {
  const sample = fc.tuple(
    fc.integer({ min: 0, max: 4_000_000_000 }),
    fc.double({ noNaN: true }).map(value => value + 0),
  )
  const series = fc.record({
    labels: fc.dictionary(fc.stringMatching(/^[a-z_]{1,5}$/), fc.string()),
    samples: fc.array(sample, { minLength: 1 }),
  })
  fc.assert(
    fc.property(fc.array(series, { maxLength: 5 }), all => {
      const text = renderOpenMetrics(all.map((one, index) => ({ ...one, name: `series_${index}` })))
      expect([...parseOpenMetrics(text).values()]).toEqual(all.map(({ samples }) => samples))
    }),
  )
})
