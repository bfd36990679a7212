import { expect, test } from 'vitest'
import { query } from '../panels/query.ts'
import { timeSeries } from '../panels/time-series.ts'
import { UNITS } from '../panels/units.ts'
import { graphView } from './graph-view.ts'
import { viewBoard } from './view.ts'

const HOUR = 3600
const span = { start: 0, end: HOUR, moments: [] }
const minutes = Array.from({ length: 61 }, (_, minute) => minute * 60)

/** A stacked graph of good and bad events as it is drawn, with so many bad ones at each minute. */
function drawn(bad: number, stacked: 'area' | 'bars'): string {
  const panel = timeSeries({
    title: 'Events',
    about: { what: '', how: '', act: '', runbook: '' },
    unit: UNITS.events,
    stacked,
    toned: { bad: 'bad' },
    queries: [query('a', 'good'), query('b', 'bad')],
    links: [],
  })
  const [view] = viewBoard({ panels: [panel] }).panels
  if (view === undefined) throw new Error('the dashboard has no panel')
  const series = (name: string, value: number) => ({
    name,
    refId: name,
    labels: {},
    points: minutes.map(moment => [moment, value] as const),
    end: HOUR,
    stepSeconds: 60,
  })
  const { markup } = graphView(view, { series: [series('good', 5), series('bad', bad)], problems: [] }, span)
  return markup.slice(0, markup.indexOf('<ul class="legend">'))
}

const RED = '#d1333d'

test.each(['area', 'bars'] as const)('of a stacked part (%s) that is nothing, nothing is seen', stacked => {
  const heights = [...drawn(0, stacked).matchAll(/<polygon points="([^"]+)" fill="#d1333d"/g)].map(([, points = '']) =>
    points.split(' ').map(point => point.split(',')[1]),
  )
  for (const ys of heights) expect(new Set(ys).size).toBe(1)
  expect(drawn(0, stacked)).not.toContain(`stroke="${RED}"`)
  expect(drawn(0, stacked)).not.toMatch(new RegExp(`<rect[^>]+fill="${RED}"`))
  expect(drawn(2, stacked)).toContain(`fill="${RED}"`)
})
