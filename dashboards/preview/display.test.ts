import { expect, test } from 'vitest'
import { TONE_COLOURS } from '../panels/tones.ts'
import { display, fieldOf } from './display.ts'

const judged = {
  unit: 'short',
  noValue: 'No data',
  color: { mode: 'thresholds' },
  thresholds: {
    steps: [
      { value: null, color: TONE_COLOURS.blind },
      { value: 0, color: TONE_COLOURS.good },
      { value: 5, color: TONE_COLOURS.bad },
    ],
  },
  mappings: [{ type: 'value', options: { '0': { text: 'none' } } }],
}

test('a value has the colour of the last step it reaches', () => {
  expect(display(4, judged)).toEqual({ text: '4', tone: 'good' })
  expect(display(5, judged)).toEqual({ text: '5', tone: 'bad' })
})

test('a mapped value is shown as its word, and judged by its step', () => {
  expect(display(0, judged)).toEqual({ text: 'none', tone: 'good' })
})

test('no value has the text for it and the colour of the base step, as in Grafana', () => {
  expect(display(undefined, judged)).toEqual({ text: 'No data', tone: 'blind' })
  expect(display(Number.NaN, judged)).toEqual({ text: 'No data', tone: 'blind' })
})

test('without thresholds a colour says nothing', () => {
  expect(display(9, { ...judged, color: { mode: 'fixed' } })).toEqual({ text: '9', tone: undefined })
})

test('an override changes the field of the series it names, and no other', () => {
  const overrides = [
    {
      matcher: { id: 'byName', options: 'p99' },
      properties: [
        { id: 'custom.lineWidth', value: 0 },
        { id: 'unit', value: 's' },
      ],
    },
  ]
  expect(fieldOf(judged, overrides, 'p99')).toMatchObject({ unit: 's', custom: { lineWidth: 0 }, noValue: 'No data' })
  expect(fieldOf(judged, overrides, 'p50')).toEqual(judged)
})
