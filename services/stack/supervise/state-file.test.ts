import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeFolder, scratchFolder } from '../plan/part.testkit.ts'
import { createPidFiles } from './pid-files.ts'
import { pidFolder, removeState, runningStack, STACK_PID, writeState } from './state-file.ts'

let folder = ''
beforeEach(() => {
  folder = scratchFolder()
})
afterEach(() => removeFolder(folder))

const state = {
  pid: process.pid,
  controlUrl: 'http://leadline:secret@127.0.0.1:17400',
  proberUrl: 'http://leadline:secret@127.0.0.1:17300',
  prometheusUrl: 'http://leadline:secret@127.0.0.1:17090',
  release: 'abc',
  probeEnvironment: {},
}

test('where nothing ever ran, no stack runs', async () => {
  expect(await runningStack(path.join(folder, 'absent'))).toBeUndefined()
})

test('a stack that runs is found with its addresses', async () => {
  await createPidFiles(pidFolder(folder)).write(STACK_PID, process.pid)
  await writeState(folder, state)
  expect(await runningStack(folder)).toEqual(state)
})

test('the word of a stack that was killed is no running stack', async () => {
  await writeState(folder, state)
  expect(await runningStack(folder)).toBeUndefined()
  mkdirSync(pidFolder(folder), { recursive: true })
  // The number is given to somebody else by now.
  writeFileSync(path.join(pidFolder(folder), `${STACK_PID}.pid`), `${process.pid} 12345\n`)
  expect(await runningStack(folder)).toBeUndefined()
})

test('the word that an earlier stack left is not that of the one which runs', async () => {
  await writeState(folder, { ...state, pid: 1 })
  await createPidFiles(pidFolder(folder)).write(STACK_PID, process.pid)
  expect(await runningStack(folder)).toBeUndefined()
})

test('a stack that is still starting has not left word', async () => {
  await createPidFiles(pidFolder(folder)).write(STACK_PID, process.pid)
  expect(await runningStack(folder)).toBeUndefined()
})

test('only its user can read the addresses, which have the password in them', async () => {
  await writeState(folder, state)
  expect(statSync(path.join(pidFolder(folder), 'stack.json')).mode & 0o777).toBe(0o600)
})

test('a stack that has stopped leaves no password behind', async () => {
  await writeState(folder, state)
  await removeState(folder)
  expect(existsSync(path.join(pidFolder(folder), 'stack.json'))).toBe(false)
})
