import { expect, test } from 'vitest'
import { milliseconds, seconds } from '../../../lib/duration.ts'
import { moment, page, part, report } from '../stack.testkit.ts'
import { createReporter, type Frame } from './reporter.ts'
import type { Terminal } from './terminal.ts'

/** A terminal that keeps its output, and a clock that is set by hand. */
function reporterOn(isLive: boolean, boardsUrl?: string) {
  const said: string[] = []
  const drawn: string[] = []
  const clock = { now: 0 }
  const terminal: Terminal = {
    isLive,
    columns: () => 100,
    paint: (_, text) => text,
    say: lines => said.push(...lines),
    live: lines => drawn.push(...lines),
    end: () => drawn.push('(end)'),
  }
  const reporter = createReporter({
    terminal,
    siteUrl: 'https://localhost:17443/',
    statusUrl: 'http://127.0.0.1:17203/',
    caFile: '.leadline/certificates/ca.pem',
    folder: '.leadline',
    boardsUrl,
    startedAt: 0,
    monotonic: () => clock.now,
    now: () => new Date(0),
  })
  const text = (): string => `${said.splice(0).join('\n')}\n`
  return { reporter, said, drawn, clock, text }
}

function frame(changes: Partial<Frame['figures']> = {}, isReady = true): Frame {
  const figures = { slos: [report('web-edge-availability')], faultDomain: 'none', blindFor: undefined, ...changes }
  return { ...moment({ parts: [part('edge')], figures }), isReady }
}

test('what a person reads from the start to the end stays as it was looked at', async () => {
  const { reporter, clock, text } = reporterOn(true)
  clock.now = 8400
  reporter.allReady([part('edge'), part('ingress', { standIn: 'stand-in: Nginx' })])
  reporter.page(page())
  reporter.stillFiring(page({ slos: [] }))
  reporter.partDied('web-1', 'exit code 7', ['first', 'second'])
  reporter.drill.began('app-errors')
  reporter.drill.ended('app-errors')
  reporter.drill.abandoned('app-errors', undefined)
  reporter.drill.abandoned('slow-app', 'web-1 answered 500')
  reporter.drill.problem('the drill’s budget is not refunded')
  reporter.warning('Cannot bound prober.log: ENOSPC')
  reporter.stopping()
  reporter.stopped(1234)
  await expect(text()).toMatchFileSnapshot('testdata/reporter/terminal.txt')
})

test('what a log file gets stays as it was looked at', async () => {
  const { reporter, clock, text } = reporterOn(false)
  reporter.partChanged(part('edge', { state: 'starting', problem: 'connect ECONNREFUSED' }))
  reporter.partChanged(part('edge'))
  clock.now = 8400
  reporter.allReady([part('edge')])
  reporter.draw(frame())
  await expect(text()).toMatchFileSnapshot('testdata/reporter/log-file.txt')
})

test('a terminal shows states in its live block and not as lines', () => {
  const { reporter, said, drawn } = reporterOn(true)
  reporter.partChanged(part('edge'))
  reporter.draw(frame({}, false))
  expect(said).toEqual([])
  expect(drawn).toEqual([expect.stringContaining('✓ edge')])
  reporter.draw(frame())
  expect(drawn.join('\n')).toContain('web-edge-availability')
  reporter.stopping()
  expect(drawn.at(-1)).toBe('(end)')
})

test('a log file gets the figures every minute, and the fault domain whenever it changes', () => {
  const { reporter, said, clock } = reporterOn(false)
  const lines = (): number => said.splice(0).length
  reporter.draw(frame({}, false))
  reporter.draw(frame({ slos: [] }))
  expect(lines()).toBe(0)
  reporter.draw(frame())
  expect(said).toEqual(['fault domain: none', expect.stringMatching(/^slo web-edge-availability: /)])
  said.length = 0
  clock.now = 59_999
  reporter.draw(frame())
  expect(lines()).toBe(0)
  reporter.draw(frame({ faultDomain: 'ingress' }))
  reporter.draw(frame({ faultDomain: 'ingress', blindFor: seconds(4) }))
  expect(said).toEqual(['fault domain: ingress', 'fault domain: blind'])
  said.length = 0
  clock.now = 60_000
  reporter.draw(frame({ faultDomain: 'ingress', blindFor: seconds(4) }))
  expect(said).toEqual([expect.stringMatching(/^slo web-edge-availability: .* fault domain blind$/)])
})

test('a part that dies again and again is quoted three times, another one from its own first', () => {
  const { reporter, said } = reporterOn(false)
  for (let death = 0; death < 5; death++) reporter.partDied('web-1', 'exit code 1', ['why'])
  reporter.partDied('web-2', 'exit code 1', ['why'])
  expect(said.filter(line => line === '    web-1 | why').length).toBe(3)
  expect(said.filter(line => line === '    web-2 | why').length).toBe(1)
})

test('what is not ready in time is named with what is known of it', () => {
  const { reporter, said } = reporterOn(false)
  const { readyAfter: _ready, ...never } = part('prober')
  reporter.notReady(
    [
      part('edge'),
      { ...never, state: 'waiting' },
      { ...never, name: 'web-1', state: 'starting', problem: 'answers 503' },
    ],
    milliseconds(90_000),
  )
  expect(said).toEqual(['not ready within 1 min 30 s:', '  prober: waiting', '  web-1: starting, answers 503'])
})

test('with Grafana the summary names the address of the dashboards, not how to install Grafana', () => {
  const { reporter, said } = reporterOn(true, 'http://127.0.0.1:17030/d/leadline-home')
  reporter.allReady([])
  expect(said).toContain('  dashboards   http://127.0.0.1:17030/d/leadline-home')
  expect(said.join()).not.toMatch(/Grafana/)
})

test('a log file has a line for each notice as it comes and goes', () => {
  const { reporter, said } = reporterOn(false)
  const notices = [{ kind: 'drill', since: '', text: 'drill "edge-down"' }] as const
  reporter.draw({ ...frame(), notices })
  reporter.draw({ ...frame(), notices })
  reporter.draw(frame())
  expect(said.filter(line => line.includes('drill'))).toEqual([
    'note: drill "edge-down"',
    'no longer: drill "edge-down"',
  ])
})
