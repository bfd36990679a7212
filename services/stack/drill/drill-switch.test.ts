import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { milliseconds, seconds } from '../../../lib/duration.ts'
import { createDrillSwitch, type DrillSwitchDeps } from './drill-switch.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A fake instance of the app: keeps the faults it is set, and answers as scripted. */
async function startApp(statusOf: (fault: { readonly mode: string }) => number = () => 200) {
  const faults: unknown[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const fault = JSON.parse(text)
    if (request.url === '/faults' && request.method === 'POST') faults.push(fault)
    response.writeHead(statusOf(fault)).end('{}')
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, faults, server }
}

function switchWith(changes: Partial<DrillSwitchDeps> = {}) {
  const done: string[] = []
  const drills = createDrillSwitch({
    supervisor: {
      hold: async name => void done.push(`hold ${name}`),
      release: name => void done.push(`release ${name}`),
    },
    appUrls: [],
    serveCertificate: async fault => void done.push(`serve ${fault ?? 'the right certificate'}`),
    starve(part) {
      done.push(`starve ${part}`)
      return () => void done.push(`feed ${part}`)
    },
    lease: seconds(60),
    now: () => new Date('2026-02-05T12:00:00.000Z'),
    refunds: { begin: () => undefined, end: () => undefined },
    report: {
      began: () => undefined,
      ended: () => undefined,
      abandoned: (name, problem) => done.push(`abandoned ${name}${problem === undefined ? '' : `: ${problem}`}`),
      problem: text => done.push(text),
    },
    ...changes,
  })
  return { drills, done }
}

test('a part is held until the drill ends', async () => {
  const { drills, done } = switchWith()
  expect(await drills.start('ingress-down')).toBeUndefined()
  expect(drills.current()).toBe('ingress-down')
  await drills.end()
  expect(drills.current()).toBeUndefined()
  await drills.end()
  expect(done).toEqual(['hold ingress', 'release ingress'])
})

test.each([
  ['one-replica-down', ['hold web-2', 'release web-2']],
  ['certificate-expired', ['serve expired', 'serve the right certificate']],
  ['certificate-wrong-host', ['serve wrong-host', 'serve the right certificate']],
  ['prometheus-down', ['hold prometheus', 'release prometheus']],
  ['prober-starved', ['starve prober', 'feed prober']],
])('%s is healed at its end, and by itself when its lease runs out', async (name, events) => {
  const ended = switchWith()
  await ended.drills.start(name)
  await ended.drills.end()
  expect(ended.done).toEqual(events)
  const left = switchWith({ lease: milliseconds(20) })
  await left.drills.start(name)
  await expect.poll(() => left.done).toEqual([...events, `abandoned ${name}`])
})

test('a certificate that cannot be made is an error, and the right one is served', async () => {
  const served: unknown[] = []
  const serveCertificate = async (fault: unknown) => {
    served.push(fault)
    if (fault !== undefined) throw new Error('openssl ca ended with exit code 1')
  }
  const { drills } = switchWith({ serveCertificate })
  await expect(drills.start('certificate-expired')).rejects.toThrow('openssl ca ended')
  expect({ served, current: drills.current() }).toEqual({ served: ['expired', undefined], current: undefined })
})

test('what is still being broken is healed after that, and does not stay broken', async () => {
  const making = Promise.withResolvers<void>()
  const served: unknown[] = []
  const serveCertificate = async (fault: unknown) => {
    if (fault !== undefined) await making.promise
    served.push(fault)
  }
  const { drills } = switchWith({ serveCertificate })
  const started = drills.start('certificate-expired')
  const ended = drills.end()
  making.resolve()
  await Promise.all([started, ended])
  expect(served).toEqual(['expired', undefined])
})

test('only a part of the requests fails where the drill says so', async () => {
  const app = await startApp()
  const { drills } = switchWith({ appUrls: [app.url] })
  await drills.start('app-errors=5%')
  await drills.end()
  expect(app.faults).toEqual([{ mode: 'errors', part: 0.05 }, { mode: 'none' }])
})

test('a fault is set in every instance of the app, and taken back', async () => {
  const apps = [await startApp(), await startApp()]
  const { drills } = switchWith({ appUrls: apps.map(app => app.url) })
  await drills.start('slow-app')
  await drills.end()
  for (const app of apps) expect(app.faults).toEqual([{ mode: 'slow', delay: '1s' }, { mode: 'none' }])
})

test('one drill at a time, and only those there are', async () => {
  const { drills, done } = switchWith()
  expect(await drills.start('meteor')).toMatch(/^There is no drill "meteor"; there are ingress-down, edge-down/)
  expect(await drills.start('toString')).toMatch(/^There is no drill/)
  await drills.start('edge-down')
  expect(await drills.start('ingress-down')).toBe('The drill "edge-down" is under way')
  expect(done).toEqual(['hold edge'])
})

test('a drill that is not ended heals by itself, and another can begin', async () => {
  const { drills, done } = switchWith({ lease: milliseconds(20) })
  await drills.start('ingress-down')
  await expect.poll(() => done).toEqual(['hold ingress', 'release ingress', 'abandoned ingress-down'])
  expect(drills.current()).toBeUndefined()
  expect(await drills.start('edge-down')).toBeUndefined()
})

test('a drill that cannot heal by itself says why', async () => {
  const app = await startApp(fault => (fault.mode === 'none' ? 500 : 200))
  const { drills, done } = switchWith({ lease: milliseconds(20), appUrls: [app.url] })
  await drills.start('app-errors')
  await expect.poll(() => done).toEqual([`abandoned app-errors: Cannot set the fault of ${app.url}: it answered 500`])
})

test('a drill under way does not keep the process alive', async () => {
  const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
  const { drills } = switchWith()
  const before = timers()
  await drills.start('ingress-down')
  expect(timers()).toBe(before)
  await drills.end()
})

test('an app that cannot be broken is an error, and what was broken is healed', async () => {
  const good = await startApp()
  const bad = await startApp(() => 404)
  const { drills } = switchWith({ appUrls: [good.url, bad.url] })
  await expect(drills.start('app-errors')).rejects.toThrow(`Cannot set the fault of ${bad.url}: it answered 404`)
  expect(drills.current()).toBeUndefined()
  expect(good.faults).toEqual([{ mode: 'errors' }, { mode: 'none' }])
})

test('an instance that is gone does not keep the other one broken', async () => {
  const [gone, good] = [await startApp(), await startApp()]
  const { drills } = switchWith({ appUrls: [gone.url, good.url] })
  await drills.start('app-errors')
  gone.server.closeAllConnections()
  gone.server.close()
  await expect(drills.end()).rejects.toThrow(new RegExp(`^Cannot set the fault of ${gone.url}: .*ECONNREFUSED`))
  expect(good.faults).toEqual([{ mode: 'errors' }, { mode: 'none' }])
})

test('a part that cannot be held is an error, and no drill is under way', async () => {
  const supervisor = {
    hold: async (name: string) => {
      throw new RangeError(`There is no part "${name}"`)
    },
    release: () => undefined,
  }
  const { drills } = switchWith({ supervisor })
  await expect(drills.start('edge-down')).rejects.toThrow('There is no part "edge"')
  expect(drills.current()).toBeUndefined()
})

test('a drill that is renewed goes on, and heals when that stops', async () => {
  const { drills, done } = switchWith({ lease: milliseconds(200) })
  await drills.start('ingress-down')
  for (let renewals = 0; renewals < 20; renewals++) {
    await sleep(20)
    drills.renew()
  }
  expect(done).toEqual(['hold ingress'])
  await expect.poll(() => done).toEqual(['hold ingress', 'release ingress', 'abandoned ingress-down'])
})

test('the lease of a drill that was ended heals nothing of the next one', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const { drills, done } = switchWith({ lease: seconds(60) })
    await drills.start('ingress-down')
    await vi.advanceTimersByTimeAsync(50_000)
    await drills.end()
    await drills.start('edge-down')
    await vi.advanceTimersByTimeAsync(50_000)
    expect(drills.current()).toBe('edge-down')
    expect(done).toEqual(['hold ingress', 'release ingress', 'hold edge'])
  } finally {
    vi.useRealTimers()
  }
})

test('the budget is owed the time from the beginning to the end, also when the healing fails', async () => {
  const owed: string[] = []
  const refunds = { begin: () => void owed.push('begin'), end: () => void owed.push('end') }
  const app = await startApp(fault => (fault.mode === 'none' ? 500 : 200))
  const { drills } = switchWith({ refunds, appUrls: [app.url] })
  await drills.start('app-errors')
  expect(owed).toEqual(['begin'])
  await expect(drills.end()).rejects.toThrow('it answered 500')
  expect(owed).toEqual(['begin', 'end'])
})
