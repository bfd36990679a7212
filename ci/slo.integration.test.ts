import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runQuietly } from '../lib/command/command.testkit.ts'
import { type MetricSeries, renderOpenMetrics } from '../lib/openmetrics.ts'
import { startFixturePrometheus } from './dashboards/fixture-prometheus.ts'
import { main } from './slo.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'slo-simulate-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

async function run(...argv: readonly string[]) {
  const { code, out, err } = await runQuietly(main, argv, {
    env: { PATH: process.env.PATH },
    terminal: { columns: 120 },
  })
  return { exitCode: code, stdout: out, stderr: err }
}

test('an incident is drawn as the on-call would have seen it, with the progress of Prometheus', async () => {
  const { exitCode, stdout, stderr } = await run('simulate', 'slo/testdata/crash-loop.incident.yaml')
  expect({ exitCode, stderr }).toEqual({
    exitCode: 0,
    stderr: expect.stringContaining('Prometheus evaluates the rules'),
  })
  await expect(stdout).toMatchFileSnapshot('testdata/simulate-incident.txt')
})

test('ten days of a slow burn are a ticket and no page, and a short outage in them is seen', async () => {
  const file = path.join(folder, 'long.yaml')
  const stretches = ['{ for: 4d }', '{ for: 3m, bad_percent: 100 }', '{ for: 1d }', '{ for: 5d, bad_percent: 0.5 }']
  await writeFile(file, `slo: web-edge-availability\nstretches: [${stretches.join(', ')}]\n`)
  const { exitCode, stdout } = await run('simulate', file)
  expect(exitCode).toBe(0)
  expect(stdout.match(/the (page|ticket) (fires|ends)/g)).toEqual([
    'the page fires',
    'the page ends',
    'the ticket fires',
  ])
})

test('a past that cannot be judged says why, and is no success', async () => {
  const file = path.join(folder, 'short.yaml')
  for (const [stretch, reason] of [
    ['{ for: 30s, bad_percent: 100 }', 'it lasts 30 s'],
    ['{ for: 500d }', 'it lasts 500 d'],
    ['{ for: 1h, events_per_minute: 0 }', 'nothing happens in it'],
  ] as const) {
    await writeFile(file, `slo: web-edge-availability\nstretches: [${stretch}]\n`)
    const { exitCode, stdout, stderr } = await run('simulate', file)
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 1, stdout: '', stderr: expect.stringContaining(reason) })
  }
})

/** What rules have recorded of SLOs this minute: 99.9 % over 30 days, with so much budget left and such a ratio now. */
function recorded(slos: Readonly<Record<string, { left?: number; ratio?: number }>>): string {
  const now = Math.floor(Date.now() / 1000)
  const of = (name: string, value: (slo: { left?: number; ratio?: number }) => number | undefined) =>
    Object.entries(slos).flatMap(([id, slo]): MetricSeries[] => {
      const found = value(slo)
      return found === undefined ? [] : [{ name, labels: { sloth_id: id }, samples: [[now, found]] }]
    })
  return renderOpenMetrics([
    ...of('slo:objective:ratio', () => 0.999),
    ...of('slo:time_period:days', () => 30),
    ...of('slo:period_error_budget_remaining:ratio', slo => slo.left),
    ...of('slo:sli_error:ratio_rate5m', slo => slo.ratio),
    ...of('slo:sli_error:ratio_rate1h', slo => slo.ratio),
    ...of('slo:sli_error:ratio_rate30d', slo => (slo.left === undefined ? undefined : (1 - slo.left) * 0.001)),
  ])
}

test.each([
  [
    'all budgets are positive',
    { 'web-a': { left: 0.5, ratio: 0.002 } },
    0,
    /web-a +99\.9 % +30d +99\.95 % +50 % +2 +2 +7 d 12 h/,
  ],
  ['one is spent', { 'web-a': { left: -0.1, ratio: 0 }, 'web-b': {} }, 1, /web-a .* -10 % .* spent/],
  ['one is unknown', { 'web-a': { left: 0.5, ratio: 0 }, 'web-b': {} }, 3, /web-b .* no data/],
] as const)('budget queries a real Prometheus, and its exit code says when %s', async (_, slos, expected, line) => {
  const { url, stop } = await startFixturePrometheus(recorded(slos))
  try {
    const { exitCode, stdout, stderr } = await run('budget', '--prometheus', url)
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: expected,
      stdout: expect.stringMatching(line),
      stderr: '',
    })
    expect(Math.max(...stdout.split('\n').map(text => text.length))).toBeLessThanOrEqual(100)
    const json = JSON.parse((await run('budget', '--prometheus', `${url}/`, '--format', 'json')).stdout)
    expect(json).toHaveLength(Object.keys(slos).length)
  } finally {
    await stop()
  }
})
