import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { FINE, startUpstream, type TestUpstream } from '../../../tests/upstream.testkit.ts'
import { ask, KINDS, note, startIngress, type TestIngress, TRAEFIK } from './ingress.testkit.ts'

/** Both kinds are asked the same questions, so that the stand-in stands in for the real one. */
describe.each(KINDS)('the ingress by %s', kind => {
  describe.skipIf(kind === 'traefik' && TRAEFIK === undefined)(note(kind), () => {
    let first: TestUpstream
    let second: TestUpstream
    let ingress: TestIngress
    beforeEach(async () => {
      first = await startUpstream()
      second = await startUpstream()
      ingress = await startIngress(kind, [first.address, second.address])
    })
    afterEach(async () => {
      await ingress.stop()
      await Promise.all([first.close(), second.close()])
    })
    const asked = (): number => first.received.length + second.received.length

    test('answers the ping of its own accord, elsewhere than it serves', async () => {
      expect((await fetch(ingress.rendered.pingUrl)).status).toBe(200)
      expect((await ask(ingress.address, { path: '/ping' })).headers['x-served-by']).toBe('app')
      expect((await fetch(new URL('/', ingress.rendered.pingUrl))).status).toBe(404)
    })

    test('gives the site’s name to the app and no other name', async () => {
      expect(await ask(ingress.address, { headers: { 'x-request-id': 'abc' } })).toMatchObject({
        status: 200,
        body: 'fine',
        headers: { 'x-served-by': 'app' },
      })
      const before = asked()
      const foreign = await ask(ingress.address, { host: 'evil.example' })
      expect(foreign.status).toBe(404)
      expect(foreign.headers['x-served-by']).not.toBe('app')
      expect(asked()).toBe(before)
      expect([...first.received, ...second.received][0]?.headers).toMatchObject({
        host: 'web.localhost',
        'x-request-id': 'abc',
      })
    })

    test('shares requests among both instances, over connections that it keeps', async () => {
      for (let i = 0; i < 20; i++) await ask(ingress.address)
      expect([first.received.length, second.received.length]).toEqual([10, 10])
      expect([first.connections(), second.connections()].every(count => count <= 2)).toBe(true)
    })

    test.each(['GET', 'POST'])('lets no %s fail when an instance is dead', async method => {
      await second.close()
      const statuses: number[] = []
      for (let i = 0; i < 20; i++) statuses.push((await ask(ingress.address, { method })).status)
      expect(new Set(statuses)).toEqual(new Set([200]))
      expect(first.received).toHaveLength(20)
    })

    test('answers without the app’s signature when both are dead', async () => {
      await Promise.all([first.close(), second.close()])
      const answer = await ask(ingress.address)
      expect([502, 503]).toContain(answer.status)
      expect(answer.headers['x-served-by']).not.toBe('app')
    })

    test.each(['/a%2Fb', '/%22', '/a?b=%2F&c', '/a%3Bb', '/%C3%A9'])('hands on %s as it was asked', async path => {
      expect((await ask(ingress.address, { path })).status).toBe(200)
      expect([...first.received, ...second.received].map(({ url }) => url)).toEqual([path])
    })

    test.each([404, 500, 502, 503])('hands on an answer of %i, and sends no request twice', async status => {
      const listener: typeof FINE = (_, response) =>
        response.writeHead(status, { 'x-served-by': 'app' }).end('own page')
      first.answerWith(listener)
      second.answerWith(listener)
      const answer = await ask(ingress.address)
      expect(answer).toMatchObject({ status, body: 'own page', headers: { 'x-served-by': 'app' } })
      expect(asked()).toBe(1)
    })

    // Nginx cannot distinguish a kept connection that had died from one that broke under the request; Traefik can.
    test.each([
      ['GET', kind === 'nginx' ? 2 : 1],
      ['POST', 1],
    ])('sends a %s that broke off %i times in all', async (method, times) => {
      first.answerWith(({ socket }) => socket.destroy())
      second.answerWith(({ socket }) => socket.destroy())
      expect((await ask(ingress.address, { method })).status).toBe(502)
      expect(asked()).toBe(times)
    })

    test('a request on which the app hangs up takes no instance from the others', async () => {
      for (const upstream of [first, second])
        upstream.answerWith((request, response) =>
          request.url === '/odd' ? request.socket.destroy() : FINE(request, response),
        )
      const statuses: number[] = []
      for (let i = 0; i < 5; i++) {
        await ask(ingress.address, { path: '/odd' })
        for (let j = 0; j < 4; j++) statuses.push((await ask(ingress.address)).status)
      }
      expect(new Set(statuses)).toEqual(new Set([200]))
    })

    test('logs each request as a line of JSON', async () => {
      await ask(ingress.address, { path: '/%22' })
      await ask(ingress.address, { path: '/last' })
      await expect.poll(() => ingress.log()).toHaveLength(2)
    })
  })
})

describe.skipIf(TRAEFIK === undefined)(note('traefik'), () => {
  test('only there: a draining instance gets nothing more after its health check', async () => {
    const [staying, draining] = [await startUpstream(), await startUpstream()]
    const ingress = await startIngress('traefik', [staying.address, draining.address])
    onTestFinished(async () => {
      await ingress.stop()
      await Promise.all([staying.close(), draining.close()])
    })
    draining.answerWith((request, response) => {
      if (request.url === '/readyz') response.writeHead(503).end()
      else FINE(request, response)
    })
    const askedFor = (url: string): number => draining.received.filter(received => received.url === url).length
    await expect.poll(() => askedFor('/readyz'), { timeout: 10_000 }).toBeGreaterThan(0)
    // The check has been answered; what was already chosen before may still arrive.
    await ask(ingress.address, { path: '/before' })
    const statuses = await Promise.all(Array.from({ length: 20 }, () => ask(ingress.address, { path: '/after' })))
    expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set([200]))
    expect(askedFor('/after')).toBe(0)
  })

  test('only there: its metrics count answers by code and have a bucket at the latency objective', async () => {
    const app = await startUpstream()
    const ingress = await startIngress('traefik', [app.address])
    onTestFinished(async () => {
      await ingress.stop()
      await app.close()
    })
    await ask(ingress.address)
    await ask(ingress.address, { host: 'evil.example' })
    const metrics = await (await fetch(`http://${ingress.rendered.metricsTarget}/metrics`)).text()
    expect(metrics).toMatch(
      /^traefik_service_requests_total\{code="200",method="GET",protocol="http",service="web@file"\} 1$/m,
    )
    expect(metrics).toMatch(/^traefik_entrypoint_requests_total\{code="404",entrypoint="web",.*\} 1$/m)
    expect(metrics).toMatch(/^traefik_service_request_duration_seconds_bucket\{.*le="0.3"\} 1$/m)
  })
})
