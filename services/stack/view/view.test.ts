import { expect, test } from 'vitest'
import { milliseconds, seconds } from '../../../lib/duration.ts'
import { NO_FAULTS, page, part, report, view } from '../stack.testkit.ts'
import type { PartState } from '../supervise/part-status.ts'
import type { Paint, StackView } from './stack-view.ts'
import { logLines, partLine, viewLines } from './view.ts'

/** Leaves text as it is, so that a golden file shows what a person reads. */
const unpainted: Paint = (_, text) => text
/** Makes tones readable. */
const named: Paint = (tone, text) => (text === '' ? '' : `<${tone}>${text}</${tone}>`)

const { sli: _sli, budgetRemaining: _budget, burnRate1h: _burn, ...promised } = report('web-ingress-availability')

const STATES: Readonly<Record<string, StackView>> = {
  healthy: view(),
  burning: view({
    faultDomain: 'ingress',
    slos: [
      report('web-edge-availability', { sli: 0.983, budgetRemaining: 0.123, burnRate1h: 17 }),
      report('web-ingress-availability', { sli: 0.5, budgetRemaining: -0.35, burnRate1h: 500 }),
      report('web-edge-latency', { objective: 0.99, sli: 0.97, budgetRemaining: 0.5, burnRate1h: 3 }),
    ],
    pages: [page({ slos: ['web-edge-availability', 'web-ingress-availability'] }), page({ status: 'resolved' })],
  }),
  'with-unwell-parts': view({
    parts: [
      part('edge'),
      part('ingress', { state: 'restarting', problem: 'exit code 1', restarts: 3, standIn: 'stand-in: Nginx' }),
      part('web-1', { restarts: 1 }),
      part('web-2', { state: 'held', problem: 'stopped on purpose' }),
    ],
  }),
  blind: view({ blindFor: seconds(95), slos: [promised, report('web-edge-latency')] }),
  'with-no-probe-yet': view({ faultDomain: undefined, slos: [promised] }),
  'in-forty-columns': view({
    columns: 40,
    slos: [report('web-edge-availability', { sli: 0.983, budgetRemaining: 0.123, burnRate1h: 17 }), promised],
  }),
  recovering: view({
    now: new Date('2026-02-05T12:05:00.000Z'),
    goodSince: { 'web-edge-availability': '2026-02-05T12:03:10.000Z' },
  }),
  'after-a-gap': view({ slos: [report('web-edge-availability', { countedLate: 1090 }), report('web-edge-latency')] }),
  starting: view({ faultDomain: undefined, slos: [] }),
}

test.each(Object.keys(STATES))('the view of a stack that is %s stays as it was looked at', async state => {
  const lines = viewLines(STATES[state] ?? view(), unpainted)
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`testdata/view/${state}.txt`)
})

test('every row of the table has its columns in the same places', () => {
  const slos = [
    report('web-edge-availability'),
    promised,
    report('web-x', { budgetRemaining: -3.5, burnRate1h: 1000, sli: 0 }),
  ]
  const rows = viewLines(view({ slos }), unpainted).slice(2, 6)
  expect(new Set(rows.map(row => row.length))).toEqual(new Set([rows[0]?.length]))
})

test.each<[number | undefined, string]>([
  [undefined, 'blind'],
  [0, 'good'],
  [1, 'good'],
  [1.01, 'warn'],
  [14.4, 'bad'],
])('a burn rate of %s is %s', (burnRate1h, tone) => {
  const slo = burnRate1h === undefined ? promised : report('a', { burnRate1h })
  expect(viewLines(view({ slos: [slo] }), named)[3]).toMatch(new RegExp(`<${tone}>[^<]*</${tone}>$`))
})

test.each<[number | undefined, string]>([
  [undefined, 'blind'],
  [1, 'good'],
  [0.25, 'good'],
  [0.249, 'warn'],
  [0.06, 'warn'],
  [0, 'bad'],
  [-0.35, 'bad'],
])('the bar of a budget of which %s is left is %s', (budgetRemaining, tone) => {
  const slo = budgetRemaining === undefined ? promised : report('a', { budgetRemaining })
  const [, shown] = /<(\w+)>[█░?]/.exec(viewLines(view({ slos: [slo] }), named)[3] ?? '') ?? []
  expect(shown).toBe(tone)
})

test.each<[Partial<StackView>, string]>([
  [{ faultDomain: 'none' }, '<good>none</good>'],
  [{ faultDomain: 'app' }, '<bad>app</bad>'],
  [{ faultDomain: 'app', faultInstances: '1 of 2' }, '<bad>app, 1 of 2</bad>'],
  [
    {
      faultDomain: 'app',
      faultInstances: '1 of 2',
      faults: { ...NO_FAULTS, lasting: [{ faultDomain: 'app', failing: 'web-2' }] },
    },
    '<bad>app, 1 of 2: web-2</bad>',
  ],
  [{ faultDomain: 'app', isSlow: true }, '<bad>app, slow</bad>'],
  [
    { faultDomain: 'unknown', routes: { failing: [{ probe: 'neighbour', path: 'app' }], good: ['app'] } },
    '<bad>unknown: neighbour fails on app</bad>',
  ],
  [{ faultDomain: 'unknown', routes: { failing: [], good: [] } }, '<bad>unknown</bad>'],
  [
    {
      faultDomain: 'edge',
      probedAt: '2026-02-05T11:59:58.000Z',
      faults: { ...NO_FAULTS, ended: { edge: '2026-02-05T11:59:50.000Z' } },
    },
    '<good>none; edge until 11:59:50 UTC</good>',
  ],
  [{ faultDomain: 'edge', probedAt: '2026-02-05T12:00:01.000Z', faults: NO_FAULTS }, '<bad>edge</bad>'],
  [{ faultDomain: undefined }, '<blind>blind: no probe has been counted yet</blind>'],
  [{ faultDomain: 'none', blindFor: seconds(4) }, '<blind>blind: Prometheus has not answered for 4 s</blind>'],
])('the fault domain of %o is shown as %s', (changes, shown) => {
  expect(viewLines(view(changes), named)).toContain(`  fault domain  ${shown}`)
})

test.each<[PartState, string]>([
  ['waiting', '<dim>·</dim>'],
  ['starting', '<dim>·</dim>'],
  ['ready', '<good>✓</good>'],
  ['unresponsive', '<bad>✗</bad>'],
  ['restarting', '<bad>✗</bad>'],
  ['held', '<warn>✗</warn>'],
  ['stopped', '<dim>·</dim>'],
])('a part that is %s is marked %s', (state, mark) => {
  expect(partLine(part('edge', { state }), named)).toMatch(new RegExp(`^ {2}${mark} edge`))
})

test('the line of a part has its time to ready, its address, and its stand-in or problem', () => {
  expect(partLine(part('ingress', { readyAfter: milliseconds(950), standIn: 'stand-in: Nginx' }), unpainted)).toBe(
    '  ✓ ingress         0.9 s   http://127.0.0.1:17300             stand-in: Nginx',
  )
  const ill = part('web-1', { state: 'unresponsive', problem: 'answers 503', restarts: 2 })
  expect(partLine(ill, unpainted)).toMatch(/unresponsive · answers 503 · restarted 2×$/)
})

test('a past problem is not shown for a part that is ready', () => {
  expect(partLine(part('web-1', { problem: 'answers 503' }), unpainted)).not.toMatch(/503/)
})

test('each line of a log file can be understood alone', async () => {
  const lines = [
    ...logLines(STATES.healthy ?? view()),
    ...logLines(STATES.burning ?? view()),
    ...logLines(STATES.blind ?? view()),
    ...logLines(STATES['with-no-probe-yet'] ?? view()),
  ]
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('testdata/view/log.txt')
})

test('figures that Prometheus no longer vouches for are not shown as good', () => {
  const [, , , row] = viewLines(view({ blindFor: seconds(4) }), named)
  expect(row).toMatch(/<blind>/)
  expect(row).not.toMatch(/<good>/)
})
