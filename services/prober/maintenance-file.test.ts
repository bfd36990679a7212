import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { recordedLog } from './log-lines.testkit.ts'
import { openMaintenanceFile } from './maintenance-file.ts'

const NOW_WALL = 1_700_000_000_000
const ENTRY = { from: NOW_WALL - 1000, until: NOW_WALL + 60_000, probes: ['home'], reason: 'new disks' }

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-maintenance-'))
})
afterEach(() => rm(folder, { recursive: true }))

const file = () => path.join(folder, 'maintenance.json')

test('what one prober keeps, the next one finds; a folder without a file is as good as an empty one', async () => {
  const { log, lines } = recordedLog()
  const first = await openMaintenanceFile(folder, NOW_WALL, log)
  expect(first.entries).toEqual([])
  expect(await first.keep([ENTRY])).toBe(true)
  expect((await openMaintenanceFile(folder, NOW_WALL, log)).entries).toEqual([ENTRY])
  expect(lines).toEqual([])
})

test('of writes that are asked for at once the last one stays', async () => {
  const { keep } = await openMaintenanceFile(folder, NOW_WALL, recordedLog().log)
  await Promise.all([keep([ENTRY]), keep([ENTRY, ENTRY]), keep([])])
  expect(JSON.parse(await readFile(file(), 'utf8'))).toEqual({ maintenance: [] })
})

test('without a folder nothing is kept, and that is no error', async () => {
  const { log, lines } = recordedLog()
  const none = await openMaintenanceFile(undefined, NOW_WALL, log)
  expect(none.entries).toEqual([])
  expect(await none.keep([ENTRY])).toBe(false)
  expect(lines).toEqual([])
})

test('a file that is none is logged and not used', async () => {
  const { log, lines } = recordedLog()
  await writeFile(file(), '{"maintenance":[{}]}')
  expect((await openMaintenanceFile(folder, NOW_WALL, log)).entries).toEqual([])
  expect(lines).toEqual([{ level: 'error', msg: 'maintenance file invalid, every probe counts', file: file() }])
})

test('a folder that cannot be used is logged at reading and at writing, and stops no prober', async () => {
  const { log, lines } = recordedLog()
  await writeFile(file(), '')
  // A file in the place of the folder.
  const broken = await openMaintenanceFile(file(), NOW_WALL, log)
  expect(await broken.keep([ENTRY])).toBe(false)
  expect(lines.map(({ msg }) => msg)).toEqual([
    'maintenance file unreadable, every probe counts',
    'maintenance not saved',
  ])
})
