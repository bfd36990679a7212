import { expect, test } from 'vitest'
import { readMaintenanceRequest } from './maintenance-request.ts'

test.each<[document: unknown, problem: RegExp]>([
  [undefined, /JSON document such as/],
  ['30m', /JSON document such as/],
  [{ reason: 'upgrade' }, /duration is missing/],
  [{ duration: 'soon', reason: 'upgrade' }, /duration "soon"/],
  [{ duration: '2d', reason: 'upgrade' }, /up to 1d/],
  [{ duration: '30m', reason: ' ' }, /reason is missing/],
  [{ duration: '30m', reason: 'upgrade', probes: 'home' }, /list of names/],
  [{ duration: '30m', reason: 'upgrade', probes: ['hoem'] }, /no probe "hoem"; there are home/],
])('%j is refused with what to do', (document, problem) => {
  expect(readMaintenanceRequest(document, ['home'])).toMatch(problem)
})
