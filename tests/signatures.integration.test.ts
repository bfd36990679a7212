import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ask as askEdge, startEdge, type TestEdge } from '../services/edge/edge.testkit.ts'
import {
  ask as askIngress,
  KINDS,
  note,
  startIngress,
  type TestIngress,
  TRAEFIK,
} from '../services/stack/ingress/ingress.testkit.ts'
import { startUpstream, type TestUpstream } from './upstream.testkit.ts'

/** Whose answer it is decides which hop a page names, so it is proven through the whole chain: edge, ingress, app. */
describe.each(KINDS)('through the edge and the ingress by %s', kind => {
  describe.skipIf(kind === 'traefik' && TRAEFIK === undefined)(note(kind), () => {
    let app: TestUpstream
    let ingress: TestIngress
    let edge: TestEdge
    beforeEach(async () => {
      app = await startUpstream()
      ingress = await startIngress(kind, [app.address])
      edge = await startEdge([ingress.address])
    })
    afterEach(async () => {
      await edge.stop()
      await ingress.stop()
      await app.close()
    })

    test('the app’s answers are the app’s, its errors too', async () => {
      expect(await askEdge(edge)).toMatchObject({ status: 200, headers: { 'x-served-by': 'app' } })
      app.answerWith((_, response) => response.writeHead(503, { 'x-served-by': 'app' }).end('own page'))
      expect(await askEdge(edge)).toMatchObject({ status: 503, body: 'own page', headers: { 'x-served-by': 'app' } })
    })

    test('an answer that the ingress made for a dead app is the ingress’s', async () => {
      await app.close()
      expect(await askEdge(edge)).toMatchObject({ status: 502, headers: { 'x-served-by': 'ingress' } })
      // To those who ask the ingress itself, Traefik signs nothing; the stand-in says what it is.
      const signature = kind === 'nginx' ? 'ingress' : undefined
      expect((await askIngress(ingress.address)).headers['x-served-by']).toBe(signature)
    })

    test('an answer that the edge made for a dead ingress is the edge’s', async () => {
      await ingress.stop()
      expect(await askEdge(edge)).toMatchObject({ status: 502, headers: { 'x-served-by': 'edge' } })
      ingress = await startIngress(kind, [app.address])
    })

    test('the app hears the client’s address first, and the edge’s request id', async () => {
      const answer = await askEdge(edge, { from: '127.0.0.7', headers: { 'x-forwarded-for': '6.6.6.6' } })
      const {
        'x-forwarded-for': hops,
        'x-request-id': id,
        'x-forwarded-proto': scheme,
      } = app.received[0]?.headers ?? {}
      expect({ hops, id, scheme }).toEqual({
        hops: '127.0.0.7, 127.0.0.1',
        id: answer.headers['x-request-id'],
        scheme: 'https',
      })
    })
  })
})
