import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { judgedBeside } from '../gate/canary.testkit.ts'
import { SERVER_ERROR } from '../gate/gate.testkit.ts'
import { reportOf } from '../gate-report/report.ts'
import { type EvidenceFacts, evidenceJson, evidenceMarkdown } from './evidence.ts'
import { renderPostmortemDraft } from './postmortem-draft.ts'
import { needsPostmortem } from './read-evidence.ts'
import type { StateName } from './states.ts'

const FACTS: EvidenceFacts = {
  end: 'rolled-back-by-rollout',
  sentence: 'The container app crashes: Error: <script>alert(1)</script> | `rm` (exit code 1).\nSecond line.',
  who: 'ada in run 7',
  release: 'v2',
  returnedTo: 'v1',
  startedAt: new Date('2026-11-29T10:00:00Z'),
  endedAt: new Date('2026-11-29T10:00:16Z'),
  seconds: new Map<StateName, number>([
    ['apply', 1.234],
    ['rollout', 14],
  ]),
  kinds: ['app'],
  changes: ['Deployment leadline/app changed'],
  notes: [],
  budget: undefined,
  cost: undefined,
  costs: [],
  report: undefined,
  canaryReport: undefined,
  users: undefined,
  record: { states: [], releases: [], failures: [], events: [], courses: new Map() },
  dashboard: undefined,
  byHand: ['npm run gate -- --release v2'],
}

const USERS = {
  releases: [
    { release: 'v2-canary', isCanary: true, requests: 152, failed: 24 },
    { release: 'v1', isCanary: false, requests: 311, failed: 0 },
  ],
  ...{ ingress: { requests: 458, failed: 24 }, isStopped: true },
} as const

test('users’ requests stand beside the canary by release, those of the ingress as a whole', () => {
  const text = evidenceMarkdown({ ...FACTS, users: USERS })
  expect(text).toContain(
    '| v2-canary | 152 | 24 | 11 % to 22 % |\n| v1 | 311 | 0 | 0 % to 1.2 % |\n| all, at the ingress | 458 | 24 |',
  )
  expect(text).toContain('They can stop a canary, and let none pass.')
  expect(JSON.parse(evidenceJson({ ...FACTS, users: USERS })).users).toEqual(USERS)
})

test('where no one knows them it is said why', () => {
  const users = { releases: [], isStopped: false, unknown: 'PROMETHEUS_URL names none' }
  expect(evidenceMarkdown({ ...FACTS, users })).toContain(
    "How users' requests were answered is not known, and changes nothing: PROMETHEUS\\_URL names none.",
  )
})

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

const COSTLY: EvidenceFacts = {
  ...FACTS,
  end: 'rolled-back-by-gate',
  cost: 'This deploy cost 21 s of the budget of web-edge-availability, 0.81 % of its 43 min 12 s.',
  costs: [{ id: 'web-edge-availability', badSeconds: 21, budgetSeconds: 2592, left: 0.6 }],
  dashboard: 'https://grafana.example.org/d/leadline-release?from=1&to=2',
  notes: ['A note with | a bar\n## and a heading.'],
}

test('the cost of the deploy and the dashboard of its time are in both forms', () => {
  const text = evidenceMarkdown(COSTLY)
  expect(text).toContain('| error budget after | This deploy cost 21 s of the budget of web-edge-availability')
  expect(text).toContain('(<https://grafana.example.org/d/leadline-release?from=1&to=2>)')
  expect(JSON.parse(evidenceJson(COSTLY))).toMatchObject({
    endedAt: '2026-11-29T10:00:16.000Z',
    costs: [{ id: 'web-edge-availability', badSeconds: 21 }],
    dashboard: COSTLY.dashboard,
  })
})

test('a canary and the old release beside it have a row each, and the document has all that was found', () => {
  const { state, decision, nowSeconds } = judgedBeside(who => (who === 'new' ? { failure: SERVER_ERROR } : {}))
  const canaryReport = reportOf(state, { decision, startedAt: FACTS.startedAt, nowSeconds })
  const text = evidenceMarkdown({ ...FACTS, canaryReport })
  expect(text).toContain('The canary beside the old release:\n\n| path | release | answers | failed |')
  for (const release of ['new', 'old'])
    expect(text).toMatch(new RegExp(`\\n\\| edge \\| ${release} \\| \\d+ \\| \\d+ \\|`))
  expect(JSON.parse(evidenceJson({ ...FACTS, canaryReport })).canaryGate).toMatchObject({ verdict: 'roll-back' })
})

const headings = (text: string): readonly string[] => text.split('\n').filter(line => /^#+ /.test(line))

test('the draft of a postmortem has every heading of the template, and nothing of a cluster becomes one', () => {
  const template = readFileSync('postmortems/TEMPLATE.md', 'utf8')
  const draft = renderPostmortemDraft(COSTLY)
  expect(headings(draft).slice(1)).toEqual(headings(template).slice(1))
  expect(headings(draft)[0]).toBe(
    '# 2026-11-29: The container app crashes: Error: \\<script\\>alert(1)\\</script\\> \\| \\`rm\\` (exit code 1).',
  )
  expect(draft).toContain('It lasted 16 s, was noticed after 16 s.\n')
  expect(draft).toContain(
    'v2 was deployed; it was noticed by the gate, from answers of the release, and ended by the deploy: v1 is back.',
  )
  expect(draft).toContain('| 10:00:01 | 1 s | deploy: rollout, 14 s |')
  expect(draft).toContain('| web-edge-availability | not known | 0.81 % |')
  expect(draft).toContain('A note with \\| a bar \\#\\# and a heading.')
  expect(draft).toContain('The dashboard of that time: <https://grafana.example.org/d/leadline-release?from=1&to=2>')
})

test('only what was taken back has a postmortem', () => {
  expect(
    (['done', 'inconclusive', 'withdrawn', 'rolled-back-by-gate', 'caught-by-gate', 'rollback-failed'] as const).map(
      needsPostmortem,
    ),
  ).toEqual([false, false, false, true, true, true])
})

test('the draft of a release that was caught at its canary begins with it, and says that no other one had to come back', () => {
  const seconds = new Map([
    ['baseline', 70],
    ['canary', 4],
    ['canary-gate', 3],
  ] as const)
  const draft = renderPostmortemDraft({ ...COSTLY, end: 'caught-by-gate', returnedTo: undefined, seconds })
  expect(draft).toContain(
    'it was noticed by the gate, from answers of its canary, and ended by the deploy: its canary is gone.',
  )
  expect(draft).toContain('| 10:01:10 | 0 s | it begins |')
})
