import { expect, test } from 'vitest'
import { renderDiagnostic, renderDiagnostics } from '../../lib/diagnostic/diagnostic.ts'
import { minutes } from '../../lib/duration.ts'
import { GOOD, read } from './incident.testkit.ts'

test('a whole file is read, with times from its start', () => {
  const { value, diagnostics } = read(GOOD)
  expect(renderDiagnostics(diagnostics)).toBe('')
  expect(value).toMatchObject({
    name: 'Crash loop',
    isExercise: false,
    startedMilliseconds: Date.UTC(2026, 1, 5, 21, 14),
    length: minutes(21),
    times: { detected: minutes(1), diagnosed: minutes(10), mitigated: minutes(16) },
    slos: ['web-edge', 'web-ingress'],
    segments: [
      { length: minutes(16), badRatio: 0.5 },
      { length: minutes(5), badRatio: 0.4 },
    ],
    series: [
      {
        before: 0,
        steps: [
          { at: minutes(1), value: 2, to: 4 },
          { at: minutes(3), value: undefined },
        ],
      },
      { before: undefined, steps: [{ at: 0, value: { afterStart: -minutes(1) } }] },
    ],
    expected: { pages: 1, faultDomain: 'app' },
    deploys: [{ image: 'oom-at-start' }],
  })
  expect(value?.actions.map(({ proof }) => proof?.by)).toEqual([
    'manifest',
    'policy',
    'alert',
    'test',
    'runbook',
    undefined,
  ])
})

test('a service stands for all of its SLOs, and what begins later is normal before', () => {
  const { value } = read(
    GOOD.replace('slos: [web-edge, web-ingress]', 'service: web').replace('{ at: 0s, e', '{ at: 3m, e'),
  )
  expect(value?.slos).toEqual(['web-edge', 'web-ingress'])
  expect(value?.segments[0]).toMatchObject({ length: minutes(3), badRatio: 0 })
})

/** What is written in the place of what, and the code that it earns. */
const MISTAKES: readonly (readonly [code: string, wrong: string, right: string])[] = [
  ['bad-time', 'detected: 2026-02-05 21:15', 'detected: 2026-02-05T21:15:00Z'],
  ['times-order', 'detected: 2026-02-05T21:10:00Z', 'detected: 2026-02-05T21:15:00Z'],
  ['times-order', 'diagnosed: 2026-02-05T21:14:30Z', 'diagnosed: 2026-02-05T21:24:00Z'],
  ['times-order', 'mitigated: 2026-02-05T22:30:00Z', 'mitigated: 2026-02-05T22:30:00+01:00'],
  ['missing-key', '', '  diagnosed: 2026-02-05T21:24:00Z\n'],
  ['incident-end', 'ended: 2026-02-05T21:04:00Z', 'ended: 2026-02-05T21:35:00Z'],
  ['unknown-choice', 'severity: SEV-0', 'severity: SEV-2'],
  ['unknown-slo', 'slos: [web-edge, web-egde]', 'slos: [web-edge, web-ingress]'],
  ['unknown-slo', 'service: mail', 'slos: [web-edge, web-ingress]'],
  ['signal-order', '{ at: 25m, error_ratio: 0.4 }', '{ at: 16m, error_ratio: 0.4 }'],
  ['bad-time', '{ at: -1m, error_ratio: 0.4 }', '{ at: 16m, error_ratio: 0.4 }'],
  ['impossible-end', 'ends: refused, phase: tls', 'ends: refused, phase: connect'],
  ['unknown-choice', 'ends: broken', 'ends: status'],
  ['series-order', '{ at: 30s, value: absent }', '{ at: 3m, value: absent }'],
  ['series-twice', 'metric: restarts_total\n    labels: { pod: app-1 }', 'metric: created'],
  ['bad-value', 'value: gone', 'value: absent'],
  ['bad-value', 'before: much', 'before: 0'],
  ['unknown-alert', 'alert: ContainerOomKilled, labels', 'alert: ContainerOOMKilled, labels'],
  ['unknown-alert', 'alert: NodeGone', 'alert: KubeNodeNotReady'],
  ['alert-window', 'from: 3m, by: 2m', 'from: 1m, by: 2m'],
  ['alert-window', 'ends_by: 40m', 'ends_by: 52m'],
  ['alert-twice', '- { alert: WebEdge }', '- { alert: WebEdge, severity: ticket }'],
  ['out-of-range', 'pages: -1', 'pages: 1'],
  ['missing-key', '', 'fault_domain: app\n'],
  ['unknown-image', 'image: oom-at-strat', 'image: oom-at-start'],
  ['unknown-end', 'ends: rolled-back', 'ends: rolled-back-by-rollout'],
  ['one-proof', '{ policy: heap-fits, alert: WebEdge }', '{ policy: heap-fits }'],
  ['one-proof', 'proof: {}', 'proof: { policy: heap-fits }'],
  ['one-bound', 'at_least: 76Mi, at_most: 80Mi', 'at_least: 76Mi'],
  ['unknown-policy', 'policy: heap-fit', 'policy: heap-fits'],
  ['unknown-runbook', 'name: container-memroy', 'name: container-memory'],
  ['unreplayed-alert', 'proof: { alert: KubeNodeNotReady }', 'proof: { alert: ContainerOOMKilled }'],
]

/** What is said of a file with one mistake, which stands at the mistake. */
function said(code: string, wrong: string, right: string): string {
  expect(GOOD).toContain(right)
  const text = GOOD.replace(right, wrong)
  const { value, diagnostics } = read(text)
  expect(value).toBeUndefined()
  const found = diagnostics.find(diagnostic => diagnostic.code === code)
  expect(found, renderDiagnostics(diagnostics)).toBeDefined()
  for (const { line, sourceLine } of diagnostics) expect(sourceLine).toBe(text.split('\n')[line - 1])
  return diagnostics.map(renderDiagnostic).join('\n\n')
}

test('each mistake is found at its place, with what to do', async () => {
  const all = MISTAKES.map(([code, wrong, right]) => said(code, wrong, right))
  await expect(`${all.join('\n\n')}\n`).toMatchFileSnapshot('testdata/incident.bad.txt')
})

test('all mistakes are found at once', () => {
  const text = MISTAKES.slice(6).reduce((all, [, wrong, right]) => all.replace(right, wrong), GOOD)
  const codes = new Set(read(text).diagnostics.map(({ code }) => code))
  expect(codes.size).toBeGreaterThan(12)
})

test.each(['', 'a: [\n', '- 1\n', 'name: 1\n', 'signals:\n', 'alerts: []\nactions: []\n'])(
  '%j is no incident, and says so',
  text => {
    const { value, diagnostics } = read(text)
    expect(value).toBeUndefined()
    expect(diagnostics.length).toBeGreaterThan(0)
  },
)
