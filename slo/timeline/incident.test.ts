import { expect, test } from 'vitest'
import { renderDiagnostics } from '../../lib/diagnostic/diagnostic.ts'
import { minutes } from '../../lib/duration.ts'
import { exampleSlo } from '../definition/slo.testkit.ts'
import { parseSimulation } from './parse-simulation.ts'
import { slosOf } from './simulation.ts'

const read = (text: string) => parseSimulation({ path: 'incident.yaml', text })

const INCIDENT = `name: Crash loop
service: web
started: 2026-02-05T14:02:00Z
ended: 2026-02-05T15:23:00+01:00
signals:
  - { at: 3m, error_ratio: 0.5, rate: 12/s }
  - { at: 9m, error_ratio: 0.02 }
  - { at: 12m, rate: 0/s }
`

test('each signal holds until the next, and what it leaves out stays; normal traffic is around them', () => {
  const { value, diagnostics } = read(INCIDENT)
  expect(diagnostics).toEqual([])
  expect(value).toEqual({
    about: { service: 'web' },
    incident: {
      name: 'Crash loop',
      begins: minutes(60),
      ends: minutes(81),
      firstMomentSeconds: Date.UTC(2026, 1, 5, 13, 2) / 1000,
    },
    timeline: {
      segments: [
        { length: minutes(63), eventsPerSecond: 12, badRatio: 0 },
        { length: minutes(6), eventsPerSecond: 12, badRatio: 0.5 },
        { length: minutes(3), eventsPerSecond: 12, badRatio: 0.02 },
        { length: minutes(9), eventsPerSecond: 0, badRatio: 0.02 },
        { length: minutes(120), eventsPerSecond: 12, badRatio: 0 },
      ],
      series: [],
    },
  })
})

test('a duration means the same as the end', () => {
  expect(read(INCIDENT.replace(/ended: .*/, 'duration: 21m'))).toEqual(read(INCIDENT))
})

test('keys of a postmortem may stand there and be left out', () => {
  const more = { pages: { kind: 'number', doc: 'How often someone is paged.', isRequired: true } } as const
  const readWith = (text: string) => parseSimulation({ path: 'incident.yaml', text }, more)
  expect(readWith(INCIDENT)).toEqual(read(INCIDENT))
  expect(readWith(`${INCIDENT}pages: 1\n`)).toEqual(read(INCIDENT))
  expect(read(`${INCIDENT}pages: 1\n`).diagnostics.map(({ code }) => code)).toEqual(['unknown-key'])
})

test('all mistakes are reported at once, each with its place', async () => {
  const text = `slos: 3
servce: web
started: yesterday
ended: 2026-02-05T14:23:00Z
duration: 21m
signals:
  - { at: 3m, error_ratio: 50, rate: often }
  - { error_ratio: 0.5 }
  - { at: 1m }
  - { at: soon }
`
  await expect(renderDiagnostics(read(text).diagnostics)).toMatchFileSnapshot('../testdata/incident-mistakes.txt')
  expect(read(text).value).toBeUndefined()
})

test.each([
  '',
  'slo: web-home\nstretches: []\n',
  `${INCIDENT}slos: []\n`.replace('service: web\n', ''),
  'signals:\n',
  '- 1\n',
  'signals: { at: 0s }\n',
  'started: 1\nsignals: [1]\n',
  'a: [\n',
])('%j is no incident, and says so', text => {
  const { value, diagnostics } = read(text)
  expect(value).toBeUndefined()
  expect(diagnostics.length).toBeGreaterThan(0)
})

const slo = (service: string, name: string) =>
  exampleSlo(
    `version: prometheus/v1\nservice: ${service}\nslos: [{ name: ${name}, objective: 99.9, sli: { probe: { probe: home, path: edge } } }]\n`,
  )
const ALL = [slo('web', 'home'), slo('web', 'cart'), slo('mail', 'sent')]

test.each([
  [{ service: 'web' }, ['home', 'cart'], []],
  [{ service: 'wbe' }, [], ['wbe']],
  [{ slos: ['mail-sent', 'web-home'] }, ['home', 'sent'], []],
  [{ slos: ['mail-sent', 'mail-lost'] }, ['sent'], ['mail-lost']],
])('an incident about %j', (about, names, unknown) => {
  const found = slosOf({ about, timeline: { segments: [], series: [] } }, ALL)
  expect({ names: found.slos.map(({ name }) => name), unknown: found.unknown }).toEqual({ names, unknown })
})
