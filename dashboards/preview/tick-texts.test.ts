import { expect, test } from 'vitest'
import { tickTexts } from './tick-texts.ts'

test.each([
  [[0, 0.005, 0.01, 0.015], 'suffix:cores', ['0 cores', '0.005 cores', '0.01 cores', '0.015 cores']],
  [[0, 0.5, 1], 'suffix:×', ['0 ×', '0.5 ×', '1 ×']],
  [[0.9992, 0.9994, 0.9996], 'percentunit', ['99.92%', '99.94%', '99.96%']],
])('the texts of ticks %j in %s differ, with no more digits than necessary', (ticks, unit, texts) => {
  expect(tickTexts(ticks, unit)).toEqual(texts)
})
