import { expect, test } from 'vitest'
import { createFaultHistory } from './fault-history.ts'
import type { Localisation } from './localise.ts'

const EDGE = { probe: 'home', path: 'edge' } as const
const APP = { probe: 'home', path: 'app' } as const
const named = (domain: Localisation['domain'], evidence: readonly string[] = []): Localisation => ({ domain, evidence })
const at = (wall: number): string => new Date(wall).toISOString()

test('failures belong to the hop that is named right after them, and the period ends when all is good', () => {
  const history = createFaultHistory()
  history.failed(EDGE, 1000, 1_200)
  history.follow('home', named('edge', ['why']), 4000)
  history.failed(EDGE, 6000, 6_200)
  history.failed(APP, 6500, 6_700)
  history.follow('home', named('none'), 20_000)
  expect(history.since(0)).toEqual([
    {
      probe: 'home',
      ...named('edge', ['why']),
      from: at(1000),
      until: at(20_000),
      failures: { 'home edge': 2, 'home app': 1 },
      lastFailures: { 'home edge': at(6200), 'home app': at(6700) },
    },
  ])
  expect(history.since(20_000)).toEqual([])
})

test('a hop that is not known at first is named in the same period; another hop begins one of its own', () => {
  const history = createFaultHistory()
  history.follow('home', named('unknown'), 1000)
  history.follow('home', named('ingress'), 9000)
  history.follow('home', named('unknown'), 15_000)
  history.failed(APP, 16_000, 16_200)
  history.follow('home', named('app'), 80_000)
  history.failed(APP, 81_000, 81_200)
  expect(history.since(0)).toMatchObject([
    { domain: 'ingress', from: at(1000), until: at(80_000), failures: { 'home app': 1 } },
    { domain: 'app', from: at(80_000), failures: { 'home app': 1 } },
  ])
  expect(history.since(0)[1]).not.toHaveProperty('until')
})

test('a single failure that no hop is named for is a period that is over', () => {
  const history = createFaultHistory()
  history.failed(EDGE, 1000, 1_200)
  expect(history.since(0)).toEqual([
    {
      probe: 'home',
      ...named('unknown'),
      from: at(1000),
      until: at(1200),
      failures: { 'home edge': 1 },
      lastFailures: { 'home edge': at(1200) },
    },
  ])
  history.failed(EDGE, 200_000, 200_200)
  history.follow('home', named('edge'), 203_000)
  expect(history.since(0)).toMatchObject([{ until: at(1200) }, { domain: 'edge', from: at(200_000) }])
})

test('a failure of which the request ended after the fault was over is the last one', () => {
  const history = createFaultHistory()
  history.failed(APP, 1000, 5000)
  history.follow('home', named('app'), 6000)
  history.follow('home', named('none'), 20_000)
  history.failed(EDGE, 18_000, 22_000)
  expect(history.since(0)).toMatchObject([
    { until: at(20_000), lastFailures: { 'home app': at(5000) } },
    { until: at(22_000), lastFailures: { 'home edge': at(22_000) } },
  ])
})

test('the evidence of a period is what was seen last', () => {
  const history = createFaultHistory()
  history.follow('home', named('app', ['two of four']), 1000)
  history.follow('home', named('app', ['four of eight']), 2000)
  history.follow('home', named('none', ['Every path is good.']), 3000)
  expect(history.since(0)).toMatchObject([{ evidence: ['four of eight'] }])
})

test('five hundred periods are kept, and two more for each probe', () => {
  const history = createFaultHistory()
  for (let index = 0; index < 600; index++) {
    history.follow('home', named('app'), index * 10)
    history.follow('home', named('none'), index * 10 + 5)
  }
  expect(history.since(0).length).toBe(502)
})

test('an outage of a thousand probes drives out nothing that lasts', () => {
  const history = createFaultHistory()
  const probes = Array.from({ length: 1000 }, (_, index) => `probe-${index}`)
  for (let time = 0; time < 3; time++) {
    for (const probe of probes) history.follow(probe, named('edge'), time * 1000)
    expect(history.lasting()).toEqual(probes)
    if (time < 2) for (const probe of probes) history.follow(probe, named('none'), time * 1000 + 500)
  }
  expect(history.since(0).filter(({ until }) => until === undefined)).toHaveLength(1000)
  expect(history.since(0)).toHaveLength(2500)
})

test('the fault of a probe that is no longer defined has ended', () => {
  const history = createFaultHistory()
  history.follow('home', named('edge'), 1000)
  history.failed({ probe: 'gone', path: 'app' }, 2000, 2200)
  history.follow('other', named('app'), 3000)
  history.keepOnly(new Set(['other']), 9000)
  expect(history.lasting()).toEqual(['other'])
  expect(history.since(0)).toMatchObject([{ until: at(9000) }, { until: at(2200) }, { probe: 'other' }])
})

test('a failure that is not confirmed yet is the first of the fault that is named next, whatever is said between', () => {
  const history = createFaultHistory()
  history.failed(EDGE, 1000, 1200)
  history.follow('home', named('none'), 2000)
  history.failed(EDGE, 6000, 6200)
  history.follow('home', named('edge'), 7000)
  expect(history.since(0)).toMatchObject([{ domain: 'edge', from: at(1000), failures: { 'home edge': 2 } }])
})

test('a probe that never gets better keeps no fault of another one from ending, and gets none of its failures', () => {
  const history = createFaultHistory()
  const OTHER = { probe: 'neighbour', path: 'app' } as const
  for (let slot = 0; slot < 60; slot++) {
    history.failed(OTHER, slot * 5000, slot * 5000 + 100)
    history.follow('neighbour', named('unknown', ['neighbour fails']), slot * 5000 + 200)
  }
  history.failed(EDGE, 100_000, 100_100)
  history.follow('home', named('edge', ['edge hangs']), 104_000)
  history.follow('home', named('none'), 130_000)
  history.failed(EDGE, 200_000, 200_100)
  history.follow('home', named('edge', ['edge hangs again']), 204_000)
  const ofHome = history.since(0).filter(({ probe }) => probe === 'home')
  expect(ofHome).toMatchObject([
    { domain: 'edge', from: at(100_000), until: at(130_000), failures: { 'home edge': 1 } },
    { domain: 'edge', from: at(200_000), failures: { 'home edge': 1 } },
  ])
  expect(history.lasting()).toEqual(['neighbour', 'home'])
  expect(history.since(0).filter(({ probe }) => probe === 'neighbour')).toMatchObject([
    { domain: 'unknown', failures: { 'neighbour app': 60 } },
  ])
})

test('of more periods than are kept those that are over go first', () => {
  const history = createFaultHistory()
  history.follow('home', named('app'), 0)
  for (let index = 0; index < 600; index++) {
    history.follow('other', named('app'), index * 10)
    history.follow('other', named('none'), index * 10 + 5)
  }
  expect(history.since(0).length).toBe(504)
  expect(history.lasting()).toEqual(['home'])
})
