import { expect, test } from 'vitest'
import { type EvidenceFacts, evidenceJson, evidenceMarkdown } from './evidence.ts'
import type { StateName } from './states.ts'

const FACTS: EvidenceFacts = {
  end: 'rolled-back-by-rollout',
  sentence: 'The container app crashes: Error: <script>alert(1)</script> | `rm` (exit code 1).\nSecond line.',
  who: 'ada in run 7',
  release: 'v2',
  returnedTo: 'v1',
  startedAt: new Date('2026-11-29T10:00:00Z'),
  seconds: new Map<StateName, number>([
    ['apply', 1.234],
    ['rollout', 14],
  ]),
  kinds: ['app'],
  changes: ['Deployment leadline/app changed'],
  notes: [],
  budget: undefined,
  report: undefined,
  byHand: ['npm run gate -- --release v2'],
}

test('texts of a cluster do not become markup of the summary', () => {
  const text = evidenceMarkdown(FACTS)
  expect(text).toContain('Error: \\<script\\>alert(1)\\</script\\> \\| \\`rm\\` (exit code 1). Second line.')
  expect(text).toContain('## Rolled back, for its pods did not run\n')
  expect(text).toContain('| returned to | v1 |')
  expect(text).toContain('npm run gate -- --release v2\n')
})

test('the document has the seconds of each state and the exit code', () => {
  expect(JSON.parse(evidenceJson(FACTS))).toMatchObject({
    format: 1,
    end: 'rolled-back-by-rollout',
    exit: 21,
    startedAt: '2026-11-29T10:00:00.000Z',
    states: [
      { state: 'apply', seconds: 1.2 },
      { state: 'rollout', seconds: 14 },
    ],
    release: 'v2',
    returnedTo: 'v1',
  })
})
