import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seriesColour } from '../../dashboards/preview/colours.ts'
import { planQueries } from '../../dashboards/preview/plan.ts'
import { viewBoard } from '../../dashboards/preview/view.ts'
import { GRAFANA, THEME } from './library.testkit.ts'
import { bandOf } from './state-bands.testkit.ts'

const board = viewBoard({ panels: [{ id: 1, type: 'timeseries', targets: [{ refId: 'A', expr: 'x' }] }] })
const [panel] = board.panels

/** The points of a graph whose width is not known. */
const POINTS = 240

test('a step is rounded as Grafana rounds it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 300, max: 100 * 86_400 }), rangeSeconds => {
      const [query] = planQueries({ ...board, rangeSeconds }, { now: 1_770_294_227, scrapeSeconds: 1, values: {} })
      expect(query?.stepSeconds).toBe(GRAFANA.rangeUtil.roundInterval((rangeSeconds / POINTS) * 1000) / 1000)
    }),
  )
})

test('series without a colour of their own have those of Grafana’s palette', () => {
  if (panel === undefined) throw new Error('the board has a panel')
  const theirs = GRAFANA.fieldColorModeRegistry.get('palette-classic').getColors(THEME)
  const series = { name: 'a', refId: 'A', labels: {}, points: [], end: 0, stepSeconds: 1 }
  const ours = Array.from({ length: 12 }, (_, index) => seriesColour(panel, series, index))
  expect(ours).toEqual(theirs.slice(0, 12).map(colour => THEME.visualization.getColorByName(colour).toLowerCase()))
})

const field = (mode: string) => ({
  color: { mode },
  mappings: [{ type: 'value', options: { 1: { text: 'broken' } } }],
  thresholds: {
    steps: [
      { value: null, color: 'purple' },
      { value: 1, color: 'red' },
    ],
  },
})

test.each([
  [0, '-∞ - 1', 'purple'],
  [1, '1+', 'red'],
])('a state timeline coloured by thresholds shows the band of %d, and not its word', (value, text, colour) => {
  expect(bandOf(value, field('thresholds'), { mergeValues: true })).toEqual({ text, colour })
})

test('it shows values with their words where its colour is fixed, and where it merges no values', () => {
  expect(bandOf(1, field('fixed'), { mergeValues: true })).toBeUndefined()
  expect(bandOf(1, field('thresholds'), { mergeValues: false })).toBeUndefined()
})
