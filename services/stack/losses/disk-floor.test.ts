import { expect, test } from 'vitest'
import type { DiskSpace } from '../../../adapters/files/disk-space.ts'
import { createDiskFloor } from './disk-floor.ts'

const GIB = 2 ** 30
const MIB = 2 ** 20

function floorOn(total: number) {
  const done: string[] = []
  const disk: { now: DiskSpace | undefined } = { now: { total, free: total } }
  const floor = createDiskFloor({
    folder: '/srv/leadline',
    space: async () => disk.now,
    supervisor: {
      hold: async name => void done.push(`hold ${name}`),
      release: name => void done.push(`release ${name}`),
    },
    now: () => new Date('2026-02-05T12:00:00.000Z'),
  })
  const see = async (free: number) => {
    disk.now = { total, free }
    await floor.look()
  }
  return { ...floor, see, done, disk }
}

test('Prometheus is stopped below the floor, which is said, and goes on when there is room again', async () => {
  const { see, done, notices } = floorOn(100 * GIB)
  await see(257 * MIB)
  expect(notices()).toEqual([])
  await see(255 * MIB)
  await see(10 * MIB)
  expect(done).toEqual(['hold prometheus'])
  expect(notices()).toEqual([
    {
      kind: 'disk-full',
      since: '2026-02-05T12:00:00.000Z',
      text: 'Prometheus is stopped since 12:00:00 UTC: less than 260 MiB of the disk of /srv/leadline are free, and a full one would destroy what it has measured; it goes on when 380 MiB are free',
    },
  ])
  await see(300 * MIB)
  expect(done).toEqual(['hold prometheus'])
  await see(384 * MIB)
  expect(done).toEqual(['hold prometheus', 'release prometheus'])
  expect(notices()).toEqual([])
})

test('of a small disk the floor is a twentieth', async () => {
  const { see, done } = floorOn(100 * MIB)
  await see(6 * MIB)
  expect(done).toEqual([])
  await see(4 * MIB)
  expect(done).toEqual(['hold prometheus'])
})

test('a disk that says nothing changes nothing', async () => {
  const { look, done, disk } = floorOn(100 * MIB)
  disk.now = undefined
  await look()
  expect(done).toEqual([])
})
