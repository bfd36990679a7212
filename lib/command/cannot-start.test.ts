import { expect, test } from 'vitest'
import { cannotStart } from './cannot-start.ts'

test('one mistake is one line', () => {
  expect(cannotStart('The prober', ['PORT is no port'])).toBe('The prober cannot start: PORT is no port\n')
})

test('of several each has its line, and the last line is a whole sentence', () => {
  const lines = cannotStart('The web app', ['PORT is not set', 'RELEASE is not set']).split('\n')
  expect(lines).toEqual([
    '  - PORT is not set',
    '  - RELEASE is not set',
    'The web app cannot start: PORT is not set (the first of 2 mistakes)',
    '',
  ])
})
