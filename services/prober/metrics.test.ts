import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { readProbeDefinitions } from '../../adapters/probe-definitions.ts'
import { PROBES_FILE } from './contract/probes-file.ts'
import { exampleSample } from './core/judge/example-sample.testkit.ts'
import { createMetrics, type ProberMetrics } from './metrics.ts'

function definedMetrics(): ProberMetrics {
  const metrics = createMetrics({ vantage: 'local', version: 'dev' })
  metrics.define(readProbeDefinitions(PROBES_FILE, {}).value)
  return metrics
}

/** Our own series by name and labels; of a histogram only its count and its sum. */
async function seriesOf(metrics: ProberMetrics): Promise<ReadonlyMap<string, number>> {
  const lines = (await text(metrics.expose())).split('\n')
  const ours = lines.filter(line => /^(synthetic|prober)_/.test(line) && !/^\w+_bucket\{/.test(line))
  return new Map(
    ours.map(line => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  )
}

/** What every series of the home page through the edge has in common. */
const HOME = 'probe="home",path="edge",vantage="local"'

/** The series that something changes, by how much; those that it brings, with their value. */
async function changes(act: (metrics: ProberMetrics) => void, before: (metrics: ProberMetrics) => void = () => {}) {
  const metrics = definedMetrics()
  before(metrics)
  const known = await seriesOf(metrics)
  act(metrics)
  const all = [...(await seriesOf(metrics))].map(([series, value]) => {
    const change = value - (known.get(series) ?? 0)
    return [series.replace(HOME, '…'), Number(change.toPrecision(14)), known.has(series)] as const
  })
  return Object.fromEntries(all.flatMap(([series, change, isOld]) => (isOld && change === 0 ? [] : [[series, change]])))
}

const begun = (metrics: ProberMetrics): void => metrics.slot('home', 'edge', undefined)

/** What changes with every probe that got an answer, whatever its budget. */
const SEEN = {
  'synthetic_probe_phase_duration_seconds_count{…,phase="connect"}': 1,
  'synthetic_probe_phase_duration_seconds_sum{…,phase="connect"}': 0.001,
  'synthetic_probe_phase_duration_seconds_count{…,phase="tls"}': 1,
  'synthetic_probe_phase_duration_seconds_sum{…,phase="tls"}': 0.003,
  'synthetic_probe_phase_duration_seconds_count{…,phase="send"}': 1,
  'synthetic_probe_phase_duration_seconds_sum{…,phase="send"}': 0.0001,
  'synthetic_probe_phase_duration_seconds_count{…,phase="wait"}': 1,
  'synthetic_probe_phase_duration_seconds_sum{…,phase="wait"}': 0.01,
  'synthetic_probe_phase_duration_seconds_count{…,phase="transfer"}': 1,
  'synthetic_probe_phase_duration_seconds_sum{…,phase="transfer"}': 0.0002,
  'synthetic_tls_certificate_not_after_timestamp_seconds{…,role="leaf"}': 1_800_000_000,
  'synthetic_tls_certificate_not_after_timestamp_seconds{…,role="chain"}': 1_790_000_000,
  'synthetic_probe_responses_total{…,answered_by="app",code_class="2xx"}': 1,
  'synthetic_last_run_timestamp_seconds{…}': 1_700_000_000.5143,
  'prober_inflight_probes{…}': -1,
  prober_start_delay_seconds_count: 1,
  prober_start_delay_seconds_sum: 0.5,
}
const GOOD = exampleSample({ startDelaySeconds: 0.5 })
const BAD = exampleSample({
  startDelaySeconds: 0.5,
  outcome: { isGood: false, failure: { reason: 'tls_expired', phase: 'tls', detail: '' } },
})

test('a good sample is in the numerator and in the denominator of every SLI', async () => {
  expect(await changes(metrics => metrics.sample(GOOD, 'counted'), begun)).toEqual({
    ...SEEN,
    'synthetic_probes_total{…,budget="counted"}': 1,
    'synthetic_probe_duration_seconds_count{…}': 1,
    'synthetic_probe_duration_seconds_sum{…}': 0.0143,
    'synthetic_last_success_timestamp_seconds{…}': 1_700_000_000.5143,
  })
})

test('a good sample of a maintenance is in no SLI, neither above nor below', async () => {
  expect(await changes(metrics => metrics.sample(GOOD, 'excluded'), begun)).toEqual({
    ...SEEN,
    'synthetic_probes_total{…,budget="excluded"}': 1,
    'synthetic_last_success_timestamp_seconds{…}': 1_700_000_000.5143,
  })
})

test.each(['counted', 'excluded'] as const)('a bad sample, %s, is a failure and no success', async budget => {
  expect(await changes(metrics => metrics.sample(BAD, budget), begun)).toEqual({
    ...SEEN,
    [`synthetic_probes_total{…,budget="${budget}"}`]: 1,
    [`synthetic_probe_failures_total{…,budget="${budget}",reason="tls_expired",phase="tls"}`]: 1,
  })
})

test('a sample without answer or certificate shows neither', async () => {
  const failure = { reason: 'refused', phase: 'connect', detail: '' } as const
  const observation = { phases: { connect: 0.001 }, certificate: undefined, response: undefined }
  const refused = exampleSample({ startDelaySeconds: -0.1, outcome: { isGood: false, failure }, observation })
  expect(await changes(metrics => metrics.sample(refused, 'counted'), begun)).toEqual({
    'synthetic_probes_total{…,budget="counted"}': 1,
    'synthetic_probe_failures_total{…,budget="counted",reason="refused",phase="connect"}': 1,
    'synthetic_probe_phase_duration_seconds_count{…,phase="connect"}': 1,
    'synthetic_probe_phase_duration_seconds_sum{…,phase="connect"}': 0.001,
    'synthetic_last_run_timestamp_seconds{…}': expect.any(Number),
    'prober_inflight_probes{…}': -1,
    // A clock that steps back makes no negative delay.
    prober_start_delay_seconds_count: 1,
  })
})

test('an answer without a signature is counted as of unknown origin', async () => {
  const unsigned = exampleSample({ answeredBy: undefined })
  const changed = await changes(metrics => metrics.sample(unsigned, 'counted'), begun)
  expect(changed).toMatchObject({ 'synthetic_probe_responses_total{…,answered_by="unknown",code_class="2xx"}': 1 })
})

test('an invalid sample is counted as that and as nothing else', async () => {
  const invalid = exampleSample({ startDelaySeconds: 0.5, invalid: 'loop_late' })
  expect(await changes(metrics => metrics.sample(invalid, 'counted'), begun)).toEqual({
    'prober_samples_invalid_total{…,cause="loop_late"}': 1,
    'prober_inflight_probes{…}': -1,
    prober_start_delay_seconds_count: 1,
    prober_start_delay_seconds_sum: 0.5,
  })
})

test.each([
  ['good', GOOD],
  ['bad', BAD],
])('a confirmation that is %s is no slot and no sample', async (outcome, { role: _, ...sample }) => {
  expect(await changes(metrics => metrics.sample({ ...sample, role: 'confirm' }, 'counted'))).toEqual({
    [`synthetic_probe_confirmations_total{…,outcome="${outcome}"}`]: 1,
  })
})

test('a slot is one more in flight until its sample comes, one that is skipped or lost is none', async () => {
  expect(await changes(begun)).toEqual({ 'prober_slots_total{…}': 1, 'prober_inflight_probes{…}': 1 })
  expect(await changes(metrics => metrics.slot('home', 'edge', 'overload'))).toEqual({
    'prober_slots_total{…}': 1,
    'prober_slots_skipped_total{…,reason="overload"}': 1,
  })
  expect(await changes(metrics => metrics.lost('home', 'edge', 'worker_lost'), begun)).toEqual({
    'prober_inflight_probes{…}': -1,
    'prober_slots_skipped_total{…,reason="worker_lost"}': 1,
  })
})

test('what comes of a probe that is gone changes nothing', async () => {
  const late = (metrics: ProberMetrics): void => {
    metrics.slot('gone', 'edge', undefined)
    metrics.lost('gone', 'edge', 'worker_lost')
    metrics.sample(exampleSample({ probe: 'gone' }), 'counted')
  }
  expect(await changes(late)).toEqual({})
})

test('samples that count stay when their probe is defined once more', async () => {
  const again = (metrics: ProberMetrics): void => metrics.define(readProbeDefinitions(PROBES_FILE, {}).value)
  expect(await changes(again, metrics => metrics.sample(BAD, 'counted'))).toEqual({})
})

test('the prober’s own state is what it was set to last', async () => {
  const set = (metrics: ProberMetrics): void => {
    metrics.failureScore('home', 'edge', 3.5)
    metrics.overhead('home', 0.25)
    metrics.overhead('home', -0.25)
    metrics.fault({ domain: 'edge' })
    metrics.vitals(0.125, [0.25, 0.5])
    metrics.reference(0.0625)
    metrics.reloaded(true, 1_700_000_000)
    metrics.maintenance('home', true)
    metrics.threadLost('hung')
  }
  expect(await changes(set)).toEqual({
    'synthetic_failure_score{…}': 3.5,
    'synthetic_path_overhead_seconds_count{probe="home",vantage="local"}': 2,
    'synthetic_path_overhead_seconds_sum{probe="home",vantage="local"}': 0.25,
    'synthetic_fault_domain{domain="edge"}': 1,
    'synthetic_fault_domain{domain="unknown"}': -1,
    prober_event_loop_utilization_ratio: 0.125,
    prober_event_loop_lag_seconds_count: 2,
    prober_event_loop_lag_seconds_sum: 0.75,
    prober_calibration_error_seconds_count: 1,
    prober_calibration_error_seconds_sum: 0.0625,
    prober_config_last_reload_successful: 1,
    prober_config_last_reload_success_timestamp_seconds: 1_700_000_000,
    'prober_maintenance_active{probe="home"}': 1,
    'prober_worker_restarts_total{cause="hung"}': 1,
  })
  const failed = (metrics: ProberMetrics): void => {
    metrics.reloaded(false, 1_800_000_000)
    metrics.maintenance('home', false)
  }
  expect(await changes(failed, set)).toEqual({
    prober_config_last_reload_successful: -1,
    'prober_maintenance_active{probe="home"}': -1,
  })
})

test('every series that a probe can have stands at 0 before its first slot, so that a rate sees the first step', async () => {
  const series = await seriesOf(definedMetrics())
  const home = [...series]
    .filter(([name]) => name.includes(HOME))
    .map(([name, value]) => [name.replace(HOME, '…'), value])
  expect(home.filter(([, value]) => value !== 0)).toEqual([])
  const names = home.map(([name]) => name)
  expect(names).toEqual(
    expect.arrayContaining([
      'synthetic_probes_total{…,budget="excluded"}',
      'synthetic_probe_failures_total{…,budget="counted",reason="status",phase="wait"}',
      'synthetic_probe_failures_total{…,budget="excluded",reason="timeout",phase="connect"}',
      'synthetic_probe_duration_seconds_count{…}',
      'synthetic_probe_phase_duration_seconds_count{…,phase="tls"}',
      'synthetic_probe_responses_total{…,answered_by="edge",code_class="5xx"}',
      'synthetic_probe_responses_total{…,answered_by="unknown",code_class="2xx"}',
      'synthetic_probe_confirmations_total{…,outcome="good"}',
      'synthetic_probe_confirmations_total{…,outcome="bad"}',
      'synthetic_failure_score{…}',
      'prober_slots_total{…}',
      'prober_slots_skipped_total{…,reason="worker_lost"}',
      'prober_samples_invalid_total{…,cause="self_error"}',
      'prober_inflight_probes{…}',
    ]),
  )
  // When something last happened is not known before it has.
  expect(names.filter(name => /timestamp/.test(`${name}`))).toEqual([])
})

test('a scrape reuses the memory of the one before', async () => {
  const { value } = readProbeDefinitions(PROBES_FILE, {})
  const metrics = createMetrics({ vantage: 'local', version: 'dev' })
  const probes = Array.from({ length: 300 }, (_, index) =>
    value.probes.map(probe => ({ ...probe, name: `p-${index}` })),
  )
  metrics.define({ ...value, probes: probes.flat() })
  const scrape = async (): Promise<void> => {
    for await (const _piece of metrics.expose());
  }
  await scrape()
  const before = process.memoryUsage().arrayBuffers
  await scrape()
  // A copy of the numbers would be several megabytes.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000)
})
