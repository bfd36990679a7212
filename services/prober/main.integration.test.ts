import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { main as maintenance } from '../../ci/maintenance.ts'
import { testIo } from '../../lib/command/command.testkit.ts'
import type { FaultDomain } from './contract/names.ts'
import { type Hops, startHops } from './hops.testkit.ts'
import { ledger, type ProberProcess, startProber, stopProber } from './prober-process.testkit.ts'

let hops: Hops
let prober: ProberProcess

beforeAll(async () => {
  hops = await startHops()
  prober = await startProber({ ...hops.env, PROBES_FILE: 'services/prober/testdata/fast.yaml' })
})
afterAll(async () => {
  await stopProber(prober)
  await hops.close()
})

/** Waits until the fault domain is this one; one that never comes ends in the test's own deadline. */
async function evidenceOf(domain: FaultDomain): Promise<string[]> {
  for (;;) {
    const localisation = JSON.parse(await prober.get('/fault-domain'))
    if (localisation.domain === domain) return localisation.evidence
    await sleep(50)
  }
}

describe('breaking one hop after the other', () => {
  test('all good is none, and ready', async () => {
    await evidenceOf('none')
    expect(await prober.get('/readyz')).toBe('ready\n')
    expect(await prober.metric(/^synthetic_fault_domain\{domain="none"/)).toBe(1)
  })

  test.each<[what: string, break_: () => unknown, heal: () => unknown, domain: FaultDomain]>([
    ['a stopped edge', () => hops.stop('edge'), () => hops.start('edge'), 'edge'],
    ['a stopped ingress', () => hops.stop('ingress'), () => hops.start('ingress'), 'ingress'],
    ['a stopped app', () => hops.stop('app'), () => hops.start('app'), 'app'],
    ['an app that fails', () => hops.breakApp('errors'), () => hops.breakApp('none'), 'app'],
    ['an app that hangs', () => hops.breakApp('hang'), () => hops.breakApp('none'), 'app'],
  ])('%s is named, and no longer once healed', async (_what, break_, heal, domain) => {
    await break_()
    const evidence = await evidenceOf(domain)
    expect(evidence.length).toBeGreaterThan(3)
    expect(await prober.metric(new RegExp(`^synthetic_fault_domain\\{domain="${domain}"`))).toBe(1)
    await heal()
    await evidenceOf('none')
  })
})

test('an app that answers late is named too, and its answers stay good', async () => {
  const failures = await prober.metric(/^synthetic_probe_failures_total.*reason="(status|body|header)"/)
  hops.breakApp('slow')
  await evidenceOf('app')
  hops.breakApp('none')
  await evidenceOf('none')
  expect(await prober.metric(/^synthetic_probe_failures_total.*reason="(status|body|header)"/)).toBe(failures)
})

test('a failure is kept with its phases and a command that repeats it', async () => {
  const { home } = JSON.parse(await prober.get('/failures?since=2020-01-01T00:00:00Z'))
  expect(JSON.parse(await prober.get('/failures?since=2999-01-01T00:00:00Z'))).toEqual({})
  expect(home[0]).toMatchObject({ probe: 'home', phasesSeconds: { connect: expect.any(Number) } })
  expect(home[0].curl).toContain('--connect-to ::127.0.0.1:')
})

test('a request for what the internal port does not have is answered with what it has, and none can name a target', async () => {
  const response = await fetch(`${prober.url}/probe?target=http://example.org/`)
  expect(response.status).toBe(404)
})

test('every slot is accounted for', async () => {
  const { slots, accounted } = await ledger(prober)
  expect(slots).toBeGreaterThan(0)
  expect(accounted).toBe(slots)
})

test('samples of a maintenance are counted apart, and the command starts and ends it', async () => {
  const said: string[] = []
  const io = testIo(text => void said.push(text), { env: { PROBER_URL: prober.url } })
  const counted = () => prober.metric(/^synthetic_probes_total.*budget="counted"/)
  const excluded = () => prober.metric(/^synthetic_probes_total.*budget="excluded"/)
  expect(await maintenance(['start', '10m', 'new disks', '--probe', 'home'], io)).toBe(0)
  expect(said.at(-1)).toContain('home: new disks, for 10 min more')
  while ((await excluded()) < 6) await sleep(50)
  const before = await counted()
  while ((await excluded()) < 12) await sleep(50)
  expect(await counted()).toBe(before)
  expect(await maintenance(['stop'], io)).toBe(0)
  while ((await counted()) === before) await sleep(50)
  expect(await maintenance(['list'], io)).toBe(0)
  expect(said.at(-1)).toBe('No maintenance is on: every probe counts.\n')
  expect(await maintenance(['start', '3d', 'too long'], io)).toBe(1)
  expect(await maintenance(['start', '5m', 'x', '--probe', 'hom'], io)).toBe(1)
  expect(said.at(-1)).toContain('There is no probe "hom"; there are home')
})
