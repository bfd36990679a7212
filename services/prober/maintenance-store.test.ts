import { expect, test } from 'vitest'
import { milliseconds, minutes } from '../../lib/duration.ts'
import type { ManualMaintenance } from './core/slots/maintenance.ts'
import type { MaintenanceFile } from './maintenance-file.ts'
import { createMaintenanceStore } from './maintenance-store.ts'

const ENTRY: ManualMaintenance = { from: 1000, until: 2000, probes: [], reason: 'new disks' }

/** A file that can or cannot be written, and what was written to it. */
function fileOf(isWritable: boolean, entries: readonly ManualMaintenance[] = []) {
  const written: (readonly ManualMaintenance[])[] = []
  const file: MaintenanceFile = {
    entries,
    async keep(kept) {
      written.push(kept)
      return isWritable
    },
  }
  return { file, written }
}

test('what is started is kept, and the store says whether that will survive a restart', async () => {
  for (const isWritable of [true, false]) {
    const { file, written } = fileOf(isWritable)
    const store = createMaintenanceStore(file)
    expect(store.isKept).toBe(false)
    expect(await store.start(ENTRY)).toBe(true)
    expect(store.isKept).toBe(isWritable)
    expect(written).toEqual([[ENTRY]])
    expect(store.reason('home', 1500)).toBe('new disks')
  }
})

test('a disk that never answers lets no request wait, and what is asked for holds all the same', async () => {
  const hanging = { entries: [], keep: () => new Promise<boolean>(() => undefined) }
  const store = createMaintenanceStore(hanging, milliseconds(5))
  expect(await store.start(ENTRY)).toBe(true)
  expect(store.isKept).toBe(false)
  expect(store.reason('home', 1500)).toBe('new disks')
  expect(await store.end()).toBe(1)
})

test('what an earlier prober kept goes on', () => {
  const store = createMaintenanceStore(fileOf(true, [ENTRY]).file)
  expect(store.isKept).toBe(true)
  expect(store.current(1999)).toEqual([ENTRY])
  expect(store.current(2000)).toEqual([])
})

test('the end of all is kept too, and says how many there were', async () => {
  const { file, written } = fileOf(true, [ENTRY])
  const store = createMaintenanceStore(file)
  await store.start({ ...ENTRY, reason: 'more disks' })
  expect(await store.end()).toBe(2)
  expect(await store.end()).toBe(0)
  expect(written.at(-1)).toEqual([])
  expect(store.reason('home', 1500)).toBeUndefined()
})

test('there is room for a hundred, and for another one once one is over', async () => {
  const { file, written } = fileOf(true, new Array(99).fill(ENTRY))
  const store = createMaintenanceStore(file)
  expect(await store.start({ ...ENTRY, until: 5000 })).toBe(true)
  expect(await store.start({ ...ENTRY, from: 1500 })).toBe(false)
  expect(written).toHaveLength(1)
  expect(await store.start({ ...ENTRY, from: 3000, until: 4000 })).toBe(true)
  expect(store.current(3000)).toHaveLength(2)
})

test('windows of the definitions are maintenance as long as they are defined', () => {
  const store = createMaintenanceStore(fileOf(true).file)
  const window = { cron: '0 3 * * *', duration: minutes(30), probes: ['home'], reason: 'patches' }
  const atThree = new Date('2026-11-22T03:10:00').getTime()
  store.define([window])
  expect(store.reason('home', atThree)).toBe('patches')
  store.define([])
  expect(store.reason('home', atThree)).toBeUndefined()
})
