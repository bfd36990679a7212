import { describe, expect, test } from 'vitest'
import { parseSlosWith } from '../definition/parse.ts'
import { exampleContext, exampleSlo, readExample } from '../definition/slo.testkit.ts'
import { MIN_FAILURES, needsMinFailures } from './low-traffic.ts'
import { rulesForSlo } from './rules.ts'

const EVENTS =
  "{ events: { error_query: 'sum(rate(r{code=\"500\"}[{{.window}}]))', total_query: 'sum(rate(r[{{.window}}]))' } }"
const text = (sli: string, more: string) =>
  `version: prometheus/v1\nservice: shop\nslos: [{ name: home, objective: 99.9, ${more} sli: ${sli}, alerting: { name: Burns } }]\n`

describe('a page needs three bad events', () => {
  test.each([
    ['where nobody says how many events there are', EVENTS, '', [true, true]],
    ['at one a minute, over the hour, and not over the six hours', EVENTS, 'traffic: 1/m,', [true, false]],
    ['at four an hour', EVENTS, 'traffic: 4/h,', [true, true]],
    ['not at a hundred a second', EVENTS, 'traffic: 100/s,', [false, false]],
    ['not at a probe every five seconds', '{ probe: { probe: home, path: edge } }', '', [false, false]],
    ['at a probe a minute, as at one event a minute', '{ probe: { probe: slow, path: edge } }', '', [true, false]],
  ])('%s', (_, sli, more, guards) => {
    const slo = exampleSlo(text(sli, more))
    const pages = slo.windows.filter(({ severity }) => severity === 'page')
    expect(pages.map(window => needsMinFailures(slo, window))).toEqual(guards)
  })
})

test('declared traffic changes the guard and nothing else', () => {
  const rules = (more: string) => JSON.stringify(rulesForSlo(exampleSlo(text(EVENTS, more))))
  expect(rules('traffic: 4/h,')).toBe(rules(''))
  expect(rules('')).toContain(`>= ${MIN_FAILURES}`)
  expect(rules('traffic: 100/s,')).not.toContain(`>= ${MIN_FAILURES}`)
})

test("in sloth's flavour traffic is a warning, and changes nothing", () => {
  const file = { path: 'a.yaml', text: text(EVENTS, 'traffic: 4/h,') }
  const { value, diagnostics } = parseSlosWith([file], exampleContext('sloth'))
  expect(diagnostics.map(({ severity, code }) => [severity, code])).toEqual([['warning', 'traffic-ignored']])
  const without = readExample({ path: 'a.yaml', text: text(EVENTS, '') }, 'sloth')
  expect(value.flatMap(({ slos }) => slos)).toEqual(without.slos)
})

/** The lower end of Wilson's interval (1927) for `k` of `n`, at 95 %. */
function wilsonLower(k: number, n: number): number {
  const [z, p] = [1.96, k / n]
  return (p + z ** 2 / (2 * n) - z * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2))) / (1 + z ** 2 / n)
}

test("Wilson's bound would need three of sixty as well, and only one of twelve", () => {
  const threshold = 14.4 * 0.001
  expect(wilsonLower(2, 60)).toBeLessThan(threshold)
  expect(wilsonLower(3, 60)).toBeGreaterThan(threshold)
  expect(wilsonLower(1, 12)).toBeGreaterThan(threshold)
})

test.each(['0/s', '0.0/d', '12 a minute'])('traffic of %s is refused, whatever else is wrong', traffic => {
  const file = { path: 'a.yaml', text: text('{ probe: { probe: nobody, path: edge } }', `traffic: ${traffic},`) }
  const { diagnostics } = parseSlosWith([file], exampleContext('leadline'))
  expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-probe', 'bad-rate'])
})
