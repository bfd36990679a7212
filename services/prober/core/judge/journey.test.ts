import { expect, test } from 'vitest'
import { exampleProbe } from '../../probes/probe.testkit.ts'
import { exampleSample } from './example-sample.testkit.ts'
import { extract, fill, filledRequest, withCookieHeader, withCookies } from './journey.ts'

const NOW_WALL = Date.parse('2026-02-05T12:00:00Z')

test.each<[string, string, Record<string, string>]>([
  ['a value that is set replaces the old one', 'session=new; Path=/; HttpOnly', { session: 'new', theme: 'dark' }],
  ['a cookie of another name is added', 'cart=7', { session: 'old', theme: 'dark', cart: '7' }],
  ['an empty value removes it', 'session=', { theme: 'dark' }],
  ['no time left removes it', 'session=x; Max-Age=0', { theme: 'dark' }],
  ['less than none does too', 'session=x; max-age=-1', { theme: 'dark' }],
  ['a second is enough to keep it', 'session=x; Max-Age=1', { session: 'x', theme: 'dark' }],
  ['a date that has passed removes it', 'session=x; Expires=Thu, 05 Feb 2026 11:59:59 GMT', { theme: 'dark' }],
  ['so does the date of this second', 'session=x; Expires=Thu, 05 Feb 2026 12:00:00 GMT', { theme: 'dark' }],
  ['a later one keeps it', 'session=x; expires=Thu, 05 Feb 2026 12:00:01 GMT', { session: 'x', theme: 'dark' }],
  [
    'Max-Age wins over a date that has passed',
    'session=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60',
    { session: 'x', theme: 'dark' },
  ],
  ['and over one to come', 'session=x; Expires=Fri, 01 Jan 2100 00:00:00 GMT; Max-Age=0', { theme: 'dark' }],
  ['a name that objects have is one like others', 'constructor=x', { session: 'old', theme: 'dark', constructor: 'x' }],
  ['what is no cookie changes nothing', '; nonsense', { session: 'old', theme: 'dark' }],
])('of cookies: %s', (_, setCookie, expected) =>
  expect(withCookies({ session: 'old', theme: 'dark' }, [setCookie], NOW_WALL)).toEqual(expected),
)

test('cookies of a reply join those that were sent, and the last one that goes takes the header with it', () => {
  const sent = { accept: '*/*', cookie: 'a=1; b=x=y' }
  expect(withCookieHeader(sent, ['c=3', 'a=2'], NOW_WALL)).toEqual({ accept: '*/*', cookie: 'a=2; b=x=y; c=3' })
  expect(withCookieHeader({ cookie: 'a=1' }, ['a=; Max-Age=0'], NOW_WALL)).toEqual({})
})

test('what was extracted stands in the next request, and what was not stays as it is written', () => {
  expect(fill('/cart/{{ id }}?t={{token}}&x={{other}}', { id: '7', token: 'abc' })).toBe('/cart/7?t=abc&x={{other}}')
  expect(fill('{{constructor}}', {})).toBe('{{constructor}}')
  const { request } = exampleProbe({ request: { headers: { 'x-csrf': '{{token}}' }, body: 'id={{id}}' } })
  expect(filledRequest(request, { id: '7', token: 'abc' }, { session: 's' })).toMatchObject({
    headers: { cookie: 'session=s', 'x-csrf': 'abc' },
    body: 'id=7',
  })
  expect(filledRequest(exampleProbe().request, {}, {})).toEqual(exampleProbe().request)
})

test.each([
  ['json', '/user/name', 'Ada'],
  ['json', '/user/id', '7'],
  ['json', '/user', '{"name":"Ada","id":7}'],
  ['json', '/none', undefined],
  ['json', '/constructor', undefined],
  ['header', 'constructor', undefined],
  ['header', 'X-Request-Id', 'r1'],
  ['header', 'etag', undefined],
  ['body', '"id":(\\d+)', '7'],
  ['body', 'A.a', 'Ada'],
  ['body', 'Bob', undefined],
] as const)('from %s %s a step takes %s', (from, what, expected) => {
  const { response } = exampleSample().observation
  if (response === undefined) throw new Error('The example has a response')
  const reply = { ...response, headers: { 'x-request-id': 'r1' }, body: '{"user":{"name":"Ada","id":7}}' }
  expect(extract({ name: 'value', from, what }, reply)).toBe(expected)
})
