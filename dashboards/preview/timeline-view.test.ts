import { expect, test } from 'vitest'
import { TONE_COLOURS } from '../panels/tones.ts'
import { timelineView } from './timeline-view.ts'
import { viewBoard } from './view.ts'

const HOUR = 3600
const span = { start: 0, end: HOUR, moments: [] }
const field = { mappings: [{ type: 'value', options: { 0: { text: 'good', color: TONE_COLOURS.good } } }] }
const [panel] = viewBoard({ panels: [{ type: 'state-timeline', fieldConfig: { defaults: field } }] }).panels

function drawn(points: readonly (readonly [number, number])[]): string {
  if (panel === undefined) throw new Error('the dashboard has no panel')
  const series = { name: 'home', refId: 'A', labels: {}, points, end: HOUR, stepSeconds: 60 }
  return timelineView(panel, { series: [series], problems: [] }, span).markup
}

test('the first stretch begins with the span, with its word inside it', () => {
  const minutes = Array.from({ length: 61 }, (_, minute) => [minute * 60, 0] as const)
  expect(drawn(minutes)).toMatch(/<rect class="state tone-good" x="0\.00%" width="100\.00%"/)
  expect(drawn(minutes)).toContain('x="0.00%" dx="6" y="50%" dy="4">good</text>')
})

test('a stretch with little room for its word marks it as one to hide in a narrow panel', () => {
  expect(drawn([[300, 0]])).not.toContain('>good</text>')
  const minutes = Array.from({ length: 5 }, (_, minute) => [300 + minute * 60, 0] as const)
  expect(drawn(minutes)).toContain('class="on-good brief"')
})

test.each([
  [6, false],
  [7, true],
])('%d rows have no room for names of two lines: %s', (count, isMany) => {
  if (panel === undefined) throw new Error('the dashboard has no panel')
  const series = { name: 'home', refId: 'A', labels: {}, points: [[HOUR, 0] as const], end: HOUR, stepSeconds: 60 }
  const { markup } = timelineView(panel, { series: Array.from({ length: count }, () => series), problems: [] }, span)
  expect(markup.includes('class="timeline many"')).toBe(isMany)
})

test('a row whose last point is before now does not say how it is now', () => {
  expect(drawn([[HOUR - 60, 0]])).not.toContain('home: now good')
  expect(drawn([[HOUR, 0]])).toContain('home: now good')
})
