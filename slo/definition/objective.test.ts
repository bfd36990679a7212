import { describe, expect, test } from 'vitest'
import { openSloFile, sloFile } from './diagnostics/example.ts'
import { diagnose } from './diagnostics/examples.ts'
import { parseSlosWith } from './parse.ts'
import { exampleContext } from './slo.testkit.ts'

const said = (text: string) =>
  diagnose(text, undefined).map(({ severity, code, message, help }) => ({ severity, code, message, help }))

test.each([
  [
    '0.999',
    'objective-like-part',
    'An objective of 0.999 % lets 99.001 % of all events fail: it is in percent',
    '99.9',
  ],
  [
    '0.9995',
    'objective-like-part',
    'An objective of 0.9995 % lets 99.0005 % of all events fail: it is in percent',
    '99.95',
  ],
  ['1', 'objective-like-part', 'An objective of 1 % lets 99 % of all events fail: it is in percent', '99 or 99.9'],
  ['999', 'objective-out-of-range', '999 % cannot be an objective', '99.9'],
  ['9995', 'objective-out-of-range', '9995 % cannot be an objective', '99.95'],
])('objective: %s asks what was meant', (written, code, message, meant) => {
  expect(said(sloFile({ objective: `objective: ${written}` }))).toEqual([
    { severity: 'error', code, message, help: `Did you mean ${meant}?` },
  ])
})

test.each(['0', '-1', '100', '120.5'])('objective: %s is out of range, and nothing is likely', written => {
  expect(said(sloFile({ objective: `objective: ${written}` }))).toMatchObject([
    { code: 'objective-out-of-range', help: expect.stringMatching(/^Write a percentage above 0/) },
  ])
})

test('sloth reads it, and is warned of', () => {
  const file = { path: 'a.yaml', text: sloFile({ objective: 'objective: 0.999' }) }
  const { value, diagnostics } = parseSlosWith([file], exampleContext('sloth'))
  expect(diagnostics.filter(({ code }) => code === 'objective-like-part')).toMatchObject([{ severity: 'warning' }])
  expect(value[0]?.slos[0]?.objectivePercent).toBe(0.999)
})

describe('of OpenSLO', () => {
  test.each([
    ['target: 99.9', 'objective-out-of-range', 'A part of 99.9 cannot be an objective', 'Did you mean 0.999?'],
    [
      'target: 1',
      'objective-out-of-range',
      'A part of 1 cannot be an objective',
      'Write a part of one, such as 0.999; 1 leaves no error budget.',
    ],
    ['targetPercent: 0.999', 'objective-like-part', expect.any(String), 'Did you mean 99.9?'],
  ])('%s', (objective, code, message, help) => {
    expect(said(openSloFile({ objective }))).toEqual([{ severity: 'error', code, message, help }])
  })
})

test.each([
  ['30', 'Did you mean 30d?'],
  ['30 days', 'Did you mean 30d?'],
  ['P28D', 'Did you mean 28d?'],
  ['monthly', 'Did you mean month?'],
  ['1M', 'Did you mean month?'],
  ['soon', 'Write a duration such as 28d, or month or quarter.'],
])('period: %s asks what was meant', (period, help) => {
  expect(said(sloFile({ period: `period: ${period}` }))).toMatchObject([{ code: 'bad-period', help }])
})

test.each(['30', '30 days'])('duration: %s of OpenSLO asks what was meant', duration => {
  const text = openSloFile({ more: `timeWindow: [{ duration: ${duration}, isRolling: true }]` })
  expect(said(text)).toMatchObject([{ code: 'no-windows', help: 'Did you mean 30d?' }])
})
