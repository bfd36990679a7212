import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { readProbeDefinitions } from '../../adapters/probe-definitions.ts'
import { readOwnFamilies } from '../../tests/exposition.testkit.ts'
import { FAMILIES } from './contract/families.ts'
import { METRICS } from './contract/names.ts'
import { PROBES_FILE } from './contract/probes-file.ts'
import { exampleSample } from './core/judge/example-sample.testkit.ts'
import { createMetrics } from './metrics.ts'
import { ledgerOf } from './prober-process.testkit.ts'

function definedMetrics() {
  const metrics = createMetrics({ vantage: 'local', version: 'dev' })
  metrics.define(readProbeDefinitions(PROBES_FILE, {}).value)
  return metrics
}

test('a name, type or label does not change unannounced', async () => {
  const lines = FAMILIES.map(({ name, type, labels }) => `${type} ${name}{${labels.join(',')}}\n`)
  await expect(lines.join('')).toMatchFileSnapshot('testdata/metrics.txt')
})

test('every name in the list is declared, and no other', () => {
  expect(FAMILIES.map(({ name }) => name).sort()).toEqual(Object.values(METRICS).sort())
})

test('what the prober exposes is what its contract declares', async () => {
  const metrics = definedMetrics()
  metrics.sample(exampleSample(), 'counted')
  metrics.overhead('home', 0)
  expect(readOwnFamilies(await text(metrics.expose()))).toEqual(FAMILIES)
})

test('promtool has no objection to them', async () => {
  const metrics = definedMetrics()
  metrics.sample(exampleSample(), 'counted')
  metrics.overhead('home', 0.001)
  const check = spawn('promtool', ['check', 'metrics'])
  let output = ''
  for (const stream of [check.stdout, check.stderr]) stream.setEncoding('utf8').on('data', text => (output += text))
  check.stdin.end(await text(metrics.expose()))
  const [code] = await once(check, 'close')
  // The library's own metrics have names that promtool would spell otherwise.
  const ours = output.split('\n').filter(line => /^(synthetic|prober)_/.test(line))
  expect({ ours, isRefused: code === 1 }).toEqual({ ours: [], isRefused: false })
})

test('every series of a probe stands at 0 before its first slot, and a failure is one step of one of them', async () => {
  const metrics = definedMetrics()
  const failures = async () =>
    (await text(metrics.expose()))
      .split('\n')
      .filter(line => line.startsWith(METRICS.failures) && line.includes('path="edge"'))
  const before = await failures()
  expect(before.length).toBeGreaterThan(20)
  expect(before.every(line => line.endsWith(' 0'))).toBe(true)
  const failure = { reason: 'tls_expired', phase: 'tls', detail: '' } as const
  metrics.sample(exampleSample({ outcome: { isGood: false, failure } }), 'counted')
  const after = await failures()
  expect(after.length).toBe(before.length)
  expect(after.filter(line => !line.endsWith(' 0'))).toEqual([
    expect.stringContaining('reason="tls_expired",phase="tls"'),
  ])
})

test('an invalid sample is in no SLI, and a confirmation neither', async () => {
  const metrics = definedMetrics()
  metrics.sample(exampleSample({ invalid: 'loop_late' }), 'counted')
  metrics.sample(exampleSample({ role: 'confirm' }), 'counted')
  const exposition = await text(metrics.expose())
  const counted = exposition.split('\n').filter(line => /^synthetic_probes_total\{/.test(line) && !line.endsWith(' 0'))
  expect(counted).toEqual([])
  expect(exposition).toContain(
    'prober_samples_invalid_total{probe="home",path="edge",vantage="local",cause="loop_late"} 1',
  )
  expect(exposition).toContain(
    'synthetic_probe_confirmations_total{probe="home",path="edge",vantage="local",outcome="good"} 1',
  )
})

test('a probe that is gone leaves no series behind', async () => {
  const metrics = definedMetrics()
  metrics.sample(exampleSample(), 'counted')
  metrics.overhead('home', 0.001)
  metrics.define({ ...readProbeDefinitions(PROBES_FILE, {}).value, probes: [] })
  expect(await text(metrics.expose())).not.toContain('probe="home"')
})

test('samples that come while an exposition is being read are in the next one, and each adds up', async () => {
  const { value } = readProbeDefinitions(PROBES_FILE, {})
  const probes = Array.from({ length: 200 }, (_, index) =>
    value.probes.map(probe => ({ ...probe, name: `${probe.name}-${index}` })),
  ).flat()
  const metrics = createMetrics({ vantage: 'local', version: 'dev' })
  metrics.define({ ...value, probes })
  const count = (): void => {
    for (const { name } of probes) {
      metrics.slot(name, 'edge', undefined)
      metrics.slot(name, 'app', 'overload')
    }
    for (const { name } of probes) metrics.sample(exampleSample({ probe: name }), 'counted')
    for (const { name } of probes) metrics.slot(name, 'ingress', undefined)
  }
  let pieces = 0
  let exposition = ''
  count()
  for await (const piece of metrics.expose()) {
    pieces += 1
    exposition += piece
    count()
  }
  expect(pieces).toBeGreaterThan(10)
  expect(ledgerOf(exposition)).toEqual({ slots: 3 * probes.length, accounted: 3 * probes.length })
  const later = ledgerOf(await text(metrics.expose()))
  expect(later).toEqual({ slots: 3 * probes.length * (pieces + 1), accounted: later.slots })
})
