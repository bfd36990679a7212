import { expect, test } from 'vitest'
import { answeredBy } from './answered-by.ts'
import { exampleSample } from './example-sample.testkit.ts'

const { response } = exampleSample().observation
if (response === undefined) throw new Error('the example has no response')
const reply = (status: number, body: string, headers: Readonly<Record<string, string>> = {}) => ({
  ...response,
  status,
  body,
  headers,
})

test.each([
  ['a signed answer', reply(500, 'oops', { 'x-served-by': 'app' }), 'app', 'app'],
  ['one that the edge signed', reply(502, 'oops', { 'x-served-by': 'edge' }), 'edge', 'edge'],
  ['the 404 of Traefik', reply(404, '404 page not found\n'), 'ingress', 'ingress'],
  ['the 502 of Traefik', reply(502, 'Bad Gateway'), 'ingress', 'ingress'],
  ['the 503 of Traefik', reply(503, 'no available server\n'), 'ingress', 'ingress'],
  ['an error without a signature', reply(500, '{"error":"oops"}'), 'unknown', 'app'],
  ['a signature of something else', reply(500, 'oops', { 'x-served-by': 'cache-fra-1' }), 'unknown', 'app'],
])('%s is of the one who wrote it, also where the app signs nothing', (_, response, signed, unsigned) => {
  expect(answeredBy(response)).toBe(signed)
  expect(answeredBy(response, true)).toBe(unsigned)
})
