import { expect, test } from 'vitest'
import { hours } from '../../../../lib/duration.ts'
import { parseMaintenanceState, renderMaintenanceState } from './maintenance-state.ts'

const NOW = 1_700_000_000_000
const entry = { from: NOW - 1000, until: NOW + 60_000, probes: ['home'], reason: 'new disks' }

test('what is kept is read back, without what is over and without what could not have been started', () => {
  const over = { ...entry, until: NOW }
  const forever = { ...entry, until: NOW + hours(25) }
  expect(parseMaintenanceState(renderMaintenanceState([over, entry, forever]), NOW)).toEqual([entry])
})

test('a maintenance that was started for a whole day is read back at once', () => {
  const longest = { ...entry, until: NOW + hours(24) }
  expect(parseMaintenanceState(renderMaintenanceState([longest]), NOW)).toEqual([longest])
})

test('no more is read back than may be started', () => {
  const many = new Array(500).fill(entry)
  expect(parseMaintenanceState(renderMaintenanceState(many), NOW)).toHaveLength(100)
})

test.each([
  '',
  '{"maintenance"',
  '[]',
  '{"maintenance":{}}',
  '{"maintenance":[null]}',
  '{"maintenance":[{"from":0,"until":"soon","probes":[],"reason":"x"}]}',
  '{"maintenance":[{"from":0,"until":1,"probes":[7],"reason":"x"}]}',
])('%j is not a state file', text => expect(parseMaintenanceState(text, NOW)).toBeUndefined())
