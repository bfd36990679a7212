import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { GateReport } from '../core/gate-report/report.ts'
import { type Fault, type Scene, startScene } from './scene.testkit.ts'

/** A verdict may take most of a minute, and a busy machine needs a second run. */
vi.setConfig({ testTimeout: 240_000 })

let scene: Scene
beforeAll(async () => {
  scene = await startScene()
})
afterEach(() => scene.heal())
afterAll(() => scene.close())

/** Judges until this machine has let it: one that is too busy is no failure of the release, nor of the gate. */
async function judge(): Promise<GateReport> {
  for (let attempt = 1; ; attempt++) {
    const report = await scene.judge()
    if (report.because !== 'excluded' || attempt === 5) return report
  }
}

const errors = (part: number): Fault => ({ mode: 'errors', part })
const SOUND: Fault = { mode: 'none' }

test('a good release beside the old one proceeds, and the old one’s answers are shown apart', async () => {
  const report = await judge()
  expect(report.sentence).toMatch(/^Proceed: none of \d+ answers of new failed, through the edge and ingress/)
  expect(report.releasesSeen.toSorted()).toEqual(['new', 'old'])
  for (const { judged, others } of report.paths) {
    expect(judged.answers).toBeGreaterThan(160)
    expect(others.old?.answers).toBeGreaterThan(100)
    expect(judged.p95).toBeLessThan(0.3)
  }
})

test.each<[string, Fault, Fault, RegExp]>([
  [
    'fails half of its requests',
    errors(0.5),
    errors(0.5),
    /of new through the (edge|ingress) failed \(500 by the app\)/,
  ],
  [
    'fails a tenth on both paths',
    errors(0.1),
    errors(0.1),
    /of new through the (edge|ingress) failed \(500 by the app\)/,
  ],
  [
    'fails on the edge alone',
    errors(0.3),
    SOUND,
    /of new through the edge failed \(500 by the app\), 3 % would be too many; wrong/,
  ],
  [
    'fails on the ingress alone',
    SOUND,
    errors(0.3),
    /of new through the ingress failed \(500 by the app\), 3 % would be too many; wrong/,
  ],
  [
    'is slow',
    { mode: 'slow', delay: '500ms' },
    { mode: 'slow', delay: '500ms' },
    /good answers of new through the (edge|ingress) took longer than 300 ms/,
  ],
])('a release that %s is rolled back, and the old one beside it is not blamed', async (_, edge, ingress, says) => {
  await scene.breakNew(edge, ingress)
  const report = await judge()
  expect(report.sentence).toMatch(/^Roll back: /)
  expect(report.sentence).toMatch(says)
  for (const { others } of report.paths) expect(others.old?.failed ?? 0).toBe(0)
})

test('a release that has ended altogether is rolled back, though nothing signs its failures', async () => {
  await scene.killApps()
  const report = await judge()
  expect(report.sentence).toMatch(
    /^Roll back: (\d+) of \1 answers of new through the (edge|ingress) failed \(502 by the ingress\)/,
  )
  for (const { judged } of report.paths) expect(judged.failed).toBe(judged.answers)
  expect(report.releasesSeen).toEqual([])
})
