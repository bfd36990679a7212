import { expect, test } from 'vitest'
import { report } from '../../services/stack/stack.testkit.ts'
import type { SloReport } from '../../slo/report/report.ts'
import { contradictions } from './judge.ts'
import type { Observation, PageDocument } from './observe.ts'

const SLO = { ...report('web-edge-availability'), periodSli: 0.9999, burnRate5m: 0, burnRate1h: 0.2, standing: 'kept' }
const JSON_WELL: PageDocument = {
  headline: { title: 'All SLOs are met', tone: 'good' },
  data: { isStale: false },
  slos: [SLO],
  faultDomain: 'none',
  arePagesKnown: true,
  notices: [],
  pages: [],
}
const HTML = '<td>97.1 %</td><td>99.990 %</td>'
const NOW = Date.parse('2026-02-05T12:10:00Z')

/** What was recorded in a row, two seconds apart. */
const recordedOf = (...all: readonly SloReport[]): Observation['recorded'] =>
  all.map((report, index) => ({ at: NOW - (all.length - index) * 2000, reports: [report] }))
const RECORDED = recordedOf(SLO, SLO, SLO, SLO)

const judge = (json: Partial<PageDocument>, html = HTML, recorded: Observation['recorded'] = RECORDED) =>
  contradictions({
    json: { ...JSON_WELL, ...json },
    html,
    recorded,
    status: undefined,
    now: NOW,
  })

test('views that agree are not contradicted', () => expect(judge({})).toEqual([]))

test.each<[string, Partial<PageDocument>, string | undefined, RegExp]>([
  ['a figure that nothing recorded', { slos: [{ ...SLO, burnRate1h: 9 }] }, undefined, /burnRate1h 9 of web-edge/],
  ['a row without its figures', {}, '<td>50 %</td>', /the page has none of/],
  ['a quiet headline over a burning SLO', { slos: [{ ...SLO, standing: 'burning' }] }, undefined, /is burning/],
  ['a quiet headline over a broken hop', { faultDomain: 'app' }, undefined, /fault domain app/],
  ['a quiet headline while pages are unknown', { arePagesKnown: false }, undefined, /pages are unknown/],
  ['figures that are stale and not blind', { data: { isStale: true } }, undefined, /stale/],
  ['a burn of nothing', {}, `${HTML} burns 0.0 times as fast`, /burns 0\.0 times/],
])('%s is found', (_, json, html, found) => expect(judge(json, html)).toContainEqual(expect.stringMatching(found)))

test('a recovery in which more is burned is found', () => {
  const goodSince = '2026-02-05T12:03:10Z'
  const grows = recordedOf(...[1, 2, 3, 4].map(burnRate5m => ({ ...SLO, burnRate5m })))
  const shrinks = recordedOf(...[4, 3, 2, 1].map(burnRate5m => ({ ...SLO, burnRate5m })))
  const json = {
    slos: [{ ...SLO, burnRate5m: 4, goodSince, standing: 'recovering' }],
    headline: { title: '', tone: 'warn' },
  }
  expect(judge(json, HTML, grows)).toEqual([expect.stringContaining('its burn grows from 1 to 4')])
  expect(judge(json, HTML, shrinks)).toEqual([])
})

test('a moment since which all is good is found when an error was counted after it', () => {
  const goodSince = '2026-02-05T12:03:10.000Z'
  const at = (lastErrorAt: string) => ({ ...SLO, burnRate5m: 4, lastErrorAt })
  const slos = [{ ...at('2026-02-05T12:05:00.000Z'), goodSince, standing: 'recovering' }]
  const headline = { title: '', tone: 'warn' }
  const recorded = (lastErrorAt: string) => recordedOf(...Array.from({ length: 6 }, () => at(lastErrorAt)))
  const later = judge({ slos, headline }, HTML, recorded('2026-02-05T12:05:00.000Z'))
  expect(later).toEqual([expect.stringMatching(/good since .*12:03:10.* was counted at .*12:05:00/)])
  const sameTime = [{ ...at(goodSince), goodSince, standing: 'recovering' }]
  expect(judge({ slos: sameTime, headline }, HTML, recorded(goodSince))).toEqual([])
})

test('a window without what the period has is found when it has been so for longer than an evaluation', () => {
  const without = Array.from({ length: 14 }, () => ({ ...SLO, burnRate1h: 0 }))
  const slos = [{ ...SLO, burnRate1h: 0 }]
  expect(judge({ slos }, HTML, recordedOf(...without))).toEqual([expect.stringContaining('beside a burn of 0')])
  expect(judge({ slos }, HTML, recordedOf(...without.slice(0, 8), SLO, SLO, SLO, SLO, SLO))).toEqual([])
  expect(judge({ slos }, HTML, recordedOf(...without.slice(0, 8)))).toEqual([])
})
