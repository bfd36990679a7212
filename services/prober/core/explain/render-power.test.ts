import { expect, test } from 'vitest'
import { renderPower } from './render-power.ts'

const HOME = { id: 'home', probe: 'home', path: 'edge', pageBurn: 14.4 }

test('of an SLO the text says what its probes can detect, and how its detector performs', () => {
  expect(renderPower([{ ...HOME, objective: 0.999, intervalSeconds: 5 }])).toMatchInlineSnapshot(`
    "home: 99.9 % by home on edge, 720 probes an hour
      burn rate of a single bad probe in an hour                 1.39
      bad probes in an hour that page                            11
      smallest burn rate detected within an hour (80 %)          18.9
      time without a bad probe that proves the objective (95 %)  4 h 10 min

    The fast-page detector (CUSUM) with a probe every 5 s
      mean time between false alarms while 0.1 % are bad         5.37 years
      mean time to alarm when 100 % are bad                      25 s
      mean time to alarm when 50 % are bad                       50 s
      mean time to alarm when 10 % are bad                       4 min 10 s
      mean time to alarm when 2 % are bad                        25 min 45 s
    "
  `)
})

test('an SLO whose probes are too few is named with the interval that it needs', () => {
  const text = renderPower([{ ...HOME, objective: 0.9999, intervalSeconds: 60 }])
  expect(text.split('\n').filter(line => /WARNING|Probe every|that page/.test(line))).toEqual([
    expect.stringMatching(/^ {2}bad probes in an hour that page +1$/),
    '  WARNING  too few probes for an objective of 99.99 %: a single bad probe pages.',
    '           Probe every 5 s or more often (now 60 s), or lower the objective.',
  ])
})

test('the detector is described once for all SLOs with the same interval', () => {
  const slo = { ...HOME, objective: 0.999, intervalSeconds: 5 }
  expect(renderPower([slo, slo]).match(/CUSUM/g)).toHaveLength(1)
  expect(renderPower([slo, { ...slo, intervalSeconds: 10 }]).match(/CUSUM/g)).toHaveLength(2)
})

test('without an SLO that uses a probe there is nothing to show', () =>
  expect(renderPower([])).toBe('No SLO uses a probe, so there is nothing to show.\n'))
