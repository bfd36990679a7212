import { expect, test } from 'vitest'
import { parseSlosWith } from './parse.ts'
import { exampleContext } from './slo.testkit.ts'

/** What is said of an interval of a group, and whether it is read. */
function readInterval(interval: string) {
  const events = { error_query: 'sum(rate(bad[{{.window}}]))', total_query: 'sum(rate(all[{{.window}}]))' }
  const slos = [{ name: 'home', objective: 99, rule_group: { interval }, sli: { events } }]
  const text = JSON.stringify({ version: 'prometheus/v1', service: 'shop', slos })
  const { value, diagnostics } = parseSlosWith([{ path: 'a.yaml', text }], exampleContext('leadline'))
  const said = diagnostics.map(({ severity, message, help }) => `${severity}: ${message}. ${help}`)
  return { said, interval: value[0]?.slos[0]?.group?.interval }
}

test.each(['1s', '1500ms', '5s', '10s', '15s', '20s', '25s', '30s', '45s', '1m'])(
  '%s divides half an hour',
  interval => {
    expect(readInterval(interval).said).toEqual([])
  },
)

test.each([
  ['7s', '7s', '6s or 8s'],
  ['13s', '13s', '12s or 15s'],
  ['55s', '55s', '50s or 1m'],
  ['59500ms', '59s500ms', '50s or 1m'],
  ['1100ms', '1s100ms', '1s or 2s'],
])('of %s, which does not, a warning says why', (interval, shown, better) => {
  const { said, interval: read } = readInterval(interval)
  expect(said).toEqual([
    `warning: ${shown} does not divide half an hour, so that figures may be further from plain counting than the guide promises. Write ${better}.`,
  ])
  expect(read).toBeGreaterThan(0)
})

test.each(['500ms', '61s', '2m'])('%s is refused', interval => {
  expect(readInterval(interval).said).toEqual([expect.stringContaining('error: The rules cannot be evaluated every ')])
})
