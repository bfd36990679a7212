import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { GateReport } from '../ci/release/core/gate-report/report.ts'
import { type Fault, type Scene, startScene } from '../ci/release/gate/scene.testkit.ts'
import { renderTable } from '../lib/text/table.ts'

// What the gate costs, and how long it takes in real runs: through a real edge and ingress, with app processes of two releases.
// `node bench/gate.ts 20` makes so many runs of each kind, four at a time; `node bench/gate.ts 20 slow` those of one kind.

const ROOT = path.resolve(import.meta.dirname, '..')
const AT_ONCE = 4
const say = (text = ''): void => void process.stdout.write(`${text}\n`)

/** The flags of its script, with which it also fits where its code has not been compiled before. */
const FLAGS = ['--max-semi-space-size=1', '--liftoff-only']

const errors = (part: number): Fault => ({ mode: 'errors', part })
const SOUND: Fault = { mode: 'none' }
const SLOW: Fault = { mode: 'slow', delay: '500ms' }

interface Kind {
  readonly says: string
  readonly verdict: GateReport['verdict']
  readonly mostSeconds: number
  readonly prepare: (scene: Scene) => Promise<void>
}

const KINDS: readonly Kind[] = [
  { says: 'healthy', verdict: 'proceed', mostSeconds: 60, prepare: scene => scene.breakNew(SOUND, SOUND) },
  {
    says: '50 % fails',
    verdict: 'roll-back',
    mostSeconds: 5,
    prepare: scene => scene.breakNew(errors(0.5), errors(0.5)),
  },
  { says: 'slow', verdict: 'roll-back', mostSeconds: 5, prepare: scene => scene.breakNew(SLOW, SLOW) },
  {
    says: '3 % fails',
    verdict: 'roll-back',
    mostSeconds: 60,
    prepare: scene => scene.breakNew(errors(0.03), errors(0.03)),
  },
  {
    says: '3 % fails on one path',
    verdict: 'roll-back',
    mostSeconds: 90,
    prepare: scene => scene.breakNew(SOUND, errors(0.03)),
  },
  { says: 'dead', verdict: 'roll-back', mostSeconds: 5, prepare: scene => scene.killApps() },
]

/** Judges so often, some at once; a run that this machine was too busy for is counted and made again. */
async function judgeOften(scene: Scene, runs: number) {
  const reports: GateReport[] = []
  let busy = 0
  while (reports.length < runs) {
    const batch = Array.from({ length: Math.min(AT_ONCE, runs - reports.length) }, () => scene.judge())
    const found = await Promise.all(batch)
    reports.push(...found.filter(({ because }) => because !== 'excluded'))
    busy += found.filter(({ because }) => because === 'excluded').length
    if (busy > 10 * runs) throw new Error('This machine is too busy for the gate')
  }
  return { reports, busy }
}

async function measureRuns(runs: number, only: string | undefined): Promise<void> {
  const rows = [['the release', 'runs', 'right', 'median', 'slowest', 'at most', 'too busy']]
  const scene = await startScene()
  try {
    for (const { says, verdict, mostSeconds, prepare } of KINDS.filter(
      ({ says }) => only === undefined || says === only,
    )) {
      await prepare(scene)
      const { reports, busy } = await judgeOften(scene, runs)
      const times = reports.map(({ seconds }) => seconds).sort((a, b) => a - b)
      const wrong = reports.filter(report => report.verdict !== verdict)
      for (const { sentence } of wrong) say(`${says}: ${sentence}`)
      rows.push([
        says,
        String(runs),
        String(runs - wrong.length),
        `${times[Math.floor(runs / 2)]?.toFixed(1)} s`,
        `${times.at(-1)?.toFixed(1)} s`,
        `${mostSeconds} s`,
        String(busy),
      ])
      say(rows.at(-1)?.join('  '))
    }
  } finally {
    await scene.close()
  }
  say(renderTable(rows))
}

/** The command as a process of its own against a good page: its first probe, its memory, its processor time. */
async function measureCommand(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'leadline gate-bench-'))
  let firstProbe: number | undefined
  const server = createServer((_, response) => {
    firstProbe ??= performance.now()
    response.setHeader('x-release', 'v1').end('<!doctype html>')
  })
  server.listen(0, '127.0.0.1')
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  await new Promise(resolve => server.once('listening', resolve))
  const file = path.join(folder, 'probes.yaml')
  const paths = `{ edge: { url: '${url()}' }, ingress: { url: '${url()}' } }`
  await writeFile(file, `probes:\n  - { name: home, interval: 5s, timeout: 4s, paths: ${paths} }\n`)
  const started = performance.now()
  const child = spawn(process.execPath, [...FLAGS, 'ci/run.js', 'gate', '--file', file, '--release', 'v1'], {
    cwd: ROOT,
    stdio: 'ignore',
  })
  let [memory, cpu] = [0, 0]
  const look = setInterval(() => {
    const status = read(`/proc/${child.pid}/status`)
    memory = Math.max(memory, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0))
    const [, user = '0', system = '0'] = /\) (?:\S+ ){11}(\d+) (\d+)/.exec(read(`/proc/${child.pid}/stat`)) ?? []
    cpu = Math.max(cpu, (Number(user) + Number(system)) / 100)
  }, 100)
  await new Promise(resolve => child.once('exit', resolve))
  clearInterval(look)
  const elapsed = (performance.now() - started) / 1000
  server.close()
  await rm(folder, { recursive: true })
  say(`first probe after ${(((firstProbe ?? Number.NaN) - started) / 1000).toFixed(2)} s (at most 2 s)`)
  say(`memory ${(memory / 1024).toFixed(0)} MiB (at most 120 MiB)`)
  say(`processor ${((cpu / elapsed) * 100).toFixed(1)} % of a core over ${elapsed.toFixed(0)} s (at most 25 %)\n`)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // The process has ended.
    return ''
  }
}

await measureCommand()
await measureRuns(Number(process.argv[2] ?? 20), process.argv[3])
