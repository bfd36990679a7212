import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { milliseconds } from '../../../../lib/duration.ts'
import { type AnswersOf, exampleSettings, judged, REFUSED, SERVER_ERROR } from '../gate/gate.testkit.ts'
import type { GateSettings } from '../gate/settings.ts'
import type { GateState } from '../gate/state.ts'
import type { Decision } from '../gate/verdict.ts'
import { liveLines } from './live.ts'
import { renderMarkdown } from './markdown.ts'
import { type GateReport, reportOf } from './report.ts'
import { renderText } from './text.ts'

function report(answersOf: AnswersOf, settings?: Partial<GateSettings>): GateReport {
  const { state, decision, nowSeconds } = judged(answersOf, exampleSettings(settings))
  return reportOf(state, { decision, nowSeconds, startedAt: new Date('2026-02-05T12:00:00.000Z') })
}

function at(state: GateState, decision: Decision): GateReport {
  return reportOf(state, { decision, nowSeconds: 10, startedAt: new Date('2026-02-05T12:00:00.000Z') })
}

const baseline = (answers: number, unsigned: number) => ({ answers, failed: unsigned, unsigned })

const CASES: readonly (readonly [name: string, report: () => GateReport])[] = [
  ['good', () => report(() => ({}))],
  ['half-broken', () => report((_, __, index) => (index % 2 ? { failure: SERVER_ERROR } : {}))],
  [
    'dead',
    () =>
      report(path =>
        path === 'edge'
          ? { failure: { ...SERVER_ERROR, status: 502, answeredBy: 'ingress' }, release: undefined }
          : { failure: REFUSED, release: undefined },
      ),
  ],
  ['slow', () => report(path => (path === 'edge' ? { took: milliseconds(1200) } : {}))],
  ['unknown-release', () => report((_, __, index) => ({ release: index % 2 ? 'old' : 'older' }))],
  ['unsigned', () => report(() => ({ release: undefined }))],
  ['no-release-named', () => report((_, __, index) => ({ release: index % 2 ? 'a' : 'b' }), { release: undefined })],
  ['late-machine', () => report((_, __, index) => (index % 3 ? {} : { excluded: 'prober' }))],
  ['untimed', () => report((_, __, index) => (index % 3 ? {} : { took: undefined }))],
  [
    'limited',
    () =>
      report(path =>
        path === 'edge'
          ? { excluded: 'limited', failure: { reason: 'rate_limited', status: 429, answeredBy: 'edge' } }
          : {},
      ),
  ],
  [
    'baseline',
    () =>
      report(() => ({}), {
        baselines: new Map([
          ['edge', baseline(150, 3)],
          ['ingress', baseline(150, 30)],
        ]),
        notes: ['It waited 31 s, until 12:00:00 UTC, when the last pod of the old release has ended.'],
      }),
  ],
  ['old-fails-too', () => report((_, __, index) => ({ failure: SERVER_ERROR, release: index % 2 ? 'new' : 'old' }))],
  [
    'modest-objective',
    () =>
      report(() => ({}), {
        objectives: [{ path: 'edge', question: 'available', objective: 0.95, latency: undefined }],
      }),
  ],
  [
    'nothing-to-judge',
    () =>
      report(() => ({}), {
        objectives: [{ path: 'edge', question: 'available', objective: 0.001, latency: undefined }],
      }),
  ],
  [
    'undecided',
    () =>
      report((_, now, index) => (index % 53 === 0 && now > 1 ? { failure: SERVER_ERROR } : {}), {
        within: milliseconds(30_000),
      }),
  ],
]

describe.each(CASES)('the report of a release that is %s', (name, make) => {
  test('reads as it was reviewed', async () => {
    await expect(renderText(make())).toMatchFileSnapshot(`testdata/${name}.txt`)
  })

  test('is as its schema says', () => {
    const schema = JSON.parse(readFileSync('docs/gate-report.schema.json', 'utf8'))
    const validate = new Ajv2020({ strict: true, strictRequired: false, allErrors: true }).compile(schema)
    expect(validate(JSON.parse(JSON.stringify(make()))), JSON.stringify(validate.errors)).toBe(true)
  })
})

test('the Markdown of a summary reads as it was reviewed', async () => {
  const [, make] = CASES[1] ?? []
  await expect(make === undefined ? '' : renderMarkdown(make())).toMatchFileSnapshot('testdata/half-broken.md')
})

test('names from outside stay text, in a terminal and in a summary', () => {
  const name = '\u001b[31m|<img src=x>\u202e**x**'.repeat(4)
  const found = report((_, __, index) => (index % 4 ? {} : { release: name, failure: SERVER_ERROR }))
  const [text, markdown] = [renderText(found), renderMarkdown(found)]
  for (const shown of [text, markdown]) expect(shown).not.toMatch(/\p{Cc}(?<!\n)|\u202e/u)
  expect(markdown).not.toMatch(/[^\\]<img/)
  const rows = markdown.split('\n').filter(line => line.startsWith('|'))
  const cells = rows.map(line => line.replaceAll('\\|', '').split('|').length)
  expect(new Set(cells).size).toBe(2)
  expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThan(260)
})

test('answers without a time are the fault of this machine, whatever else was excluded beside them', () => {
  const found = report((_, __, index) => (index === 5 ? { excluded: 'control' } : index % 3 ? {} : { took: undefined }))
  expect(found.sentence).toMatch(/: the machine of the gate was late\.$/)
})

test('an interrupted gate that got nothing says so', () => {
  const { state } = judged(() => ({}), exampleSettings({ objectives: [] }))
  expect(at(state, { verdict: 'hold', because: 'interrupted' }).sentence).toBe(
    'Hold: it was interrupted, and until then no answer came that could be judged.',
  )
})

test('a line a path shows answers, failures, interval and how far each test is from both ends', () => {
  const { state } = judged(
    (path, _, index) => (path === 'edge' ? { failure: index > 2 ? SERVER_ERROR : undefined } : {}),
    exampleSettings({ within: milliseconds(1000) }),
  )
  expect(liveLines(state, 4)).toEqual([
    'edge       4 s  2/5 failed (12-77 %)  available ----|--o- 67 % to reject  fast ----o---- 2 % to accept',
    'ingress    4 s  0/5 failed (0-43 %)  available ----o---- 3 % to accept',
  ])
})
