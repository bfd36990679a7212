import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { copyWithNeighbour } from './soak/copy.ts'
import { startNeighbour } from './soak/neighbour.ts'
import { createRecord, type Record } from './soak/record.ts'
import { type SoakStack, startSoakStack } from './soak/soak-stack.ts'
import { breakEverything, breakPart, runEveryDrill } from './soak/steps.ts'

const HELP = `Two stacks beside each other: in one each drill is run once; in the other, which has a bad neighbour among its probes and
lies on a small disk, every part is killed and stopped (SIGSTOP) once, and the disk is full for a minute. All the while the
status page, /status.json, the status command, the budget and Prometheus are compared, and what they say with what was done.

  node bench/soak.ts                    about an hour and a half
  node bench/soak.ts --shots FOLDER     also a picture of the page in each state, by chromium
  node bench/soak.ts --only drills      one of the two stacks: drills, parts
  node bench/soak.ts --part web-1       only what is done to one part

Needs root to mount a disk of 300 MiB; without it the disk is not filled, which is said. Ends with 1 when anything disagrees.
`

const { values } = parseArgs({
  options: {
    shots: { type: 'string' },
    only: { type: 'string' },
    part: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const run = promisify(execFile)
const print = (line: string): void => void process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`)

/** A small disk at a folder; whether there is one. */
async function mountDisk(folder: string): Promise<boolean> {
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=300m', 'leadline-soak', folder])
    return true
  } catch {
    print('SKIPPED: the disk is not filled, for none can be mounted')
    return false
  }
}

async function drills(folder: string, record: Record): Promise<void> {
  const stack = await startSoakStack({
    name: 'drills',
    repository: path.resolve(import.meta.dirname, '..'),
    folder,
    firstPort: 18_100,
  })
  await whileRunning(stack, () => runEveryDrill(stack, record))
}

async function parts(folder: string, record: Record): Promise<void> {
  const hasDisk = await mountDisk(folder)
  const neighbour = await startNeighbour()
  try {
    const repository = await copyWithNeighbour(path.join(folder, 'repository'), neighbour.url)
    const stack = await startSoakStack({
      name: 'parts',
      repository,
      folder: path.join(folder, 'stack'),
      firstPort: 18_200,
    })
    const disk = hasDisk ? folder : undefined
    await whileRunning(stack, () =>
      values.part === undefined ? breakEverything(stack, record, disk) : breakPart(stack, record, values.part),
    )
  } finally {
    await neighbour.close()
    if (hasDisk) await run('umount', ['-l', folder])
  }
}

async function whileRunning(stack: SoakStack, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } finally {
    await stack.stop()
  }
}

async function main(): Promise<void> {
  if (values.help) return print(HELP)
  const folders = await Promise.all(
    ['drills', 'parts'].map(name => mkdtemp(path.join(tmpdir(), `leadline-soak-${name}-`))),
  )
  const record = createRecord(print, values.shots)
  try {
    const all = { drills, parts }
    const only = values.part === undefined ? values.only : 'parts'
    const works = Object.entries(all).map(([name, work], index) =>
      only === undefined || only === name ? work(folders[index] ?? '', record) : undefined,
    )
    const outcomes = await Promise.allSettled(works)
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') record.failed('the soak itself', String(outcome.reason))
  } finally {
    await Promise.all(folders.map(folder => rm(folder, { recursive: true, force: true })))
  }
  process.exitCode = record.end() ? 0 : 1
}

await main()
