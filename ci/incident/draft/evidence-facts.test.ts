import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readEvidence } from './evidence-facts.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'leadline-evidence-'))
afterAll(() => rmSync(folder, { recursive: true }))

const counted = (answers: number, failed: number) => ({ paths: [{ judged: { answers, failed } }] })

test.each<readonly [string, object, number | undefined]>([
  ['by the gate', { end: 'rolled-back-by-gate', gate: counted(40, 10) }, 0.25],
  ['at its canary', { end: 'caught-by-gate', canaryGate: counted(20, 10) }, 0.5],
  [
    'by the gate, after a good canary',
    { end: 'rolled-back-by-gate', canaryGate: counted(50, 0), gate: counted(40, 10) },
    0.25,
  ],
  ['without a judgement', { end: 'rolled-back-by-rollout' }, undefined],
])('the part of the answers that failed is known of a release that was stopped %s', (_, evidence, part) => {
  const file = path.join(folder, 'evidence.json')
  const times = { startedAt: '2026-11-29T10:00:00Z', endedAt: '2026-11-29T10:01:00Z' }
  writeFileSync(file, JSON.stringify({ ...times, ...evidence }))
  expect(readEvidence(file).deploy.failedPart).toBe(part)
})
