import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeFolder, scratchFolder, shellPart } from '../plan/part.testkit.ts'
import { createFollowing } from './following-files.ts'
import type { PartState } from './part-status.ts'

let folder = ''
beforeEach(() => {
  folder = scratchFolder()
})
afterEach(() => removeFolder(folder))

/** An ingress that follows two instances, with the states that a test gives. */
function arrange(states: Record<string, PartState>, name = 'servers.conf') {
  const file = path.join(folder, name)
  const text = (isReady: (name: string) => boolean): string => ['one', 'two'].filter(isReady).join(' ')
  const parts = [shellPart(folder, 'ingress', '', { following: { path: file, text } }), shellPart(folder, 'one', '')]
  const hangUps: string[] = []
  const problems: string[] = []
  const follow = createFollowing(parts, {
    stateOf: name => states[name] ?? 'waiting',
    hangUp: name => hangUps.push(name),
    failed: message => problems.push(message),
  })
  return { follow, hangUps, problems, read: () => readFileSync(file, 'utf8') }
}

test('a program reads its file again when a part has become ready, and not when nothing changed', async () => {
  const states: Record<string, PartState> = { ingress: 'ready', one: 'ready', two: 'starting' }
  const { follow, hangUps, read } = arrange(states)
  await follow()
  expect([read(), hangUps.length]).toEqual(['one', 1])
  await follow()
  expect(hangUps).toHaveLength(1)
  states.two = 'ready'
  states.one = 'unresponsive'
  await follow()
  expect([read(), hangUps.length]).toEqual(['two', 2])
})

test('a program that is only starting is not signalled before it is ready', async () => {
  const states: Record<string, PartState> = { ingress: 'starting', one: 'ready' }
  const { follow, hangUps, read } = arrange(states)
  await follow()
  expect([read(), hangUps]).toEqual(['one', []])
  states.ingress = 'ready'
  await follow()
  expect(hangUps).toEqual(['ingress'])
})

test('changes that come at once are written in their order', async () => {
  const states: Record<string, PartState> = { ingress: 'ready', one: 'ready' }
  const { follow, read } = arrange(states)
  const first = follow()
  states.two = 'ready'
  await Promise.all([first, follow()])
  expect(read()).toBe('one two')
})

test('a file that cannot be written is said, and ends nothing', async () => {
  // There is a folder of that name.
  const { follow, hangUps, problems } = arrange({ ingress: 'ready', one: 'ready' }, 'logs')
  await follow()
  expect(hangUps).toEqual([])
  expect(problems).toEqual([expect.stringMatching(/^Cannot write .*logs, so ingress keeps what it has: /)])
})
