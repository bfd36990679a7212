import { expect, test } from 'vitest'
import { TONE_COLOURS } from '../panels/tones.ts'
import { display, fieldOf } from './display.ts'

const colouredField = {
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
  expect(display(4, colouredField)).toEqual({ text: '4', tone: 'good' })
  expect(display(5, colouredField)).toEqual({ text: '5', tone: 'bad' })
})

test('a mapped value is shown as its word, and coloured by its step', () => {
  expect(display(0, colouredField)).toEqual({ text: 'none', tone: 'good' })
})

test('no value has the text for it and the colour of the base step, as in Grafana', () => {
  expect(display(undefined, colouredField)).toEqual({ text: 'No data', tone: 'blind' })
  expect(display(Number.NaN, colouredField)).toEqual({ text: 'No data', tone: 'blind' })
})

test('without thresholds a colour says nothing', () => {
  expect(display(9, { ...colouredField, color: { mode: 'fixed' } })).toEqual({ text: '9', tone: undefined })
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
  expect(fieldOf(colouredField, overrides, 'p99')).toMatchObject({
    unit: 's',
    custom: { lineWidth: 0 },
    noValue: 'No data',
  })
  expect(fieldOf(colouredField, overrides, 'p50')).toEqual(colouredField)
})
