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
  history.changed(named('edge', ['why']), 4000)
  history.failed(EDGE, 6000, 6_200)
  history.failed(APP, 6500, 6_700)
  history.changed(named('none'), 20_000)
  expect(history.since(0)).toEqual([
    {
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
  history.changed(named('unknown'), 1000)
  history.changed(named('ingress'), 9000)
  history.changed(named('unknown'), 15_000)
  history.failed(APP, 16_000, 16_200)
  history.changed(named('app'), 80_000)
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
      ...named('unknown'),
      from: at(1000),
      until: at(1200),
      failures: { 'home edge': 1 },
      lastFailures: { 'home edge': at(1200) },
    },
  ])
  history.failed(EDGE, 200_000, 200_200)
  history.changed(named('edge'), 203_000)
  expect(history.since(0)).toMatchObject([{ until: at(1200) }, { domain: 'edge', from: at(200_000) }])
})

test('a failure of which the request ended after the fault was over is the last one', () => {
  const history = createFaultHistory()
  history.failed(APP, 1000, 5000)
  history.changed(named('app'), 6000)
  history.changed(named('none'), 20_000)
  history.failed(EDGE, 18_000, 22_000)
  expect(history.since(0)).toMatchObject([
    { until: at(20_000), lastFailures: { 'home app': at(5000) } },
    { until: at(22_000), lastFailures: { 'home edge': at(22_000) } },
  ])
})

test('the evidence of a period is what was seen last', () => {
  const history = createFaultHistory()
  history.changed(named('app', ['two of four']), 1000)
  history.seen(named('app', ['four of eight']))
  history.seen(named('none', ['Every path is good.']))
  expect(history.since(0)).toMatchObject([{ evidence: ['four of eight'] }])
})

test('five hundred periods are kept', () => {
  const history = createFaultHistory()
  for (let index = 0; index < 600; index++) {
    history.changed(named('app'), index * 10)
    history.changed(named('none'), index * 10 + 5)
  }
  expect(history.since(0).length).toBe(500)
})
