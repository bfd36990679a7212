import { expect, test } from 'vitest'
import type { RunningProcess } from '../../../adapters/processes/processes.ts'
import { milliseconds, seconds } from '../../../lib/duration.ts'
import { shellPart } from '../plan/part.testkit.ts'
import { endProcess } from './part-life.ts'
import { trackPart } from './tracked-part.ts'

/** A process that ends at a signal, and keeps what it was sent. */
function processEndingAt(last: NodeJS.Signals) {
  const signals: NodeJS.Signals[] = []
  const ended = Promise.withResolvers<string>()
  const process: RunningProcess = {
    pid: 1,
    ended: ended.promise,
    signal(name) {
      signals.push(name)
      if (name === last) ended.resolve(`signal ${name}`)
    },
  }
  return { ...trackPart(shellPart('', 'edge', '')), process, signals }
}

test('a process that ends when it is asked to is not waited for any longer', async () => {
  const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
  const track = processEndingAt('SIGTERM')
  const before = timers()
  await endProcess(track, seconds(3600))
  // A timer that is left keeps the stack from ending.
  expect(timers()).toBe(before)
  // What it started may outlive it.
  expect(track.signals).toEqual(['SIGTERM', 'SIGKILL'])
})

test('a process that does not end when it is asked to is ended after the grace', async () => {
  const track = processEndingAt('SIGKILL')
  const end = endProcess(track, milliseconds(1))
  await expect.poll(() => track.signals).toEqual(['SIGTERM', 'SIGKILL'])
  await end
})
