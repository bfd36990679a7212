import { expect, test } from 'vitest'
import {
  attribute,
  attributedLines,
  attributedText,
  failedVisits,
  podAddresses,
  type SeenPod,
} from './failed-visits.ts'

const RUN = 'a1b2c3'
const visit = (number: number, problem: string, release = '') => ({
  visit: number,
  at: '2026-02-05T21:14:00.000Z',
  problem,
  release,
})

test('failed requests are read from what the visitor printed, also where a line is no JSON', () => {
  const log = [
    JSON.stringify({ sent: { requests: 40 }, failed: [visit(7, 'status 502'), visit(9, 'status 500', 'bad')] }),
    'Warning: something else',
    JSON.stringify({ sent: { requests: 80 }, failed: [] }),
    '',
  ].join('\n')
  expect(failedVisits(log)).toEqual([visit(7, 'status 502'), visit(9, 'status 500', 'bad')])
})

test('Traefik’s log names the server of a visit in JSON and in the Common Log Format, the last one where it was sent twice', () => {
  const log = [
    '10.42.0.1 - - [05/Feb/2026:21:14:00 +0000] "GET /?visit=a1b2c3-7 HTTP/1.1" 502 11 "-" "-" 163 "x-app@kubernetes" "http://10.42.0.7:8080" 3ms',
    '10.42.0.1 - - [05/Feb/2026:21:14:00 +0000] "GET /?visit=a1b2c3-8 HTTP/1.1" 503 20 "-" "-" 164 "x-app@kubernetes" "-" 0ms',
    '10.42.0.1 - - [05/Feb/2026:21:14:00 +0000] "GET /?visit=ffffff-9 HTTP/1.1" 502 11 "-" "-" 165 "y-app@kubernetes" "http://10.42.0.9:8080" 3ms',
    '{"RequestPath":"/?visit=a1b2c3-11","DownstreamStatus":500,"ServiceAddr":"10.42.0.10:8080"}',
    '{"RequestPath":"/?visit=a1b2c3-11","DownstreamStatus":500,"ServiceAddr":"10.42.0.11:8080"}',
    '{"RequestPath":"/?visit=a1b2c3-12","DownstreamStatus":503,"ServiceAddr":""}',
  ].join('\n')
  expect([...podAddresses(log, RUN)]).toEqual([
    [7, '10.42.0.7'],
    [11, '10.42.0.11'],
  ])
})

const PODS: readonly SeenPod[] = [
  { name: 'app-good', address: '10.42.0.5', release: 'good' },
  { name: 'app-bad', address: '10.42.0.7', release: 'bad' },
  { name: 'app-before', address: '10.42.0.8', release: 'bad' },
  { name: 'app-after', address: '10.42.0.8', release: 'good' },
]

test.each([
  ['signed by the bad release', visit(1, 'status 500', 'bad'), undefined, false],
  ['unsigned, from a pod of the bad release', visit(1, 'status 502'), '10.42.0.7', false],
  ['signed by a good release', visit(1, 'status 500', 'good'), '10.42.0.5', true],
  ['unsigned, from a pod of a good release', visit(1, 'status 502'), '10.42.0.5', true],
  ['in no log', visit(1, 'read ECONNRESET'), undefined, true],
  ['from an address that two pods had, of which one was good', visit(1, 'status 502'), '10.42.0.8', true],
  ['from a pod that was not seen', visit(1, 'status 502'), '10.42.0.99', true],
])('a failed request %s', (_, failed, address, isOurs) => {
  const addresses = new Map(address === undefined ? [] : [[1, address]])
  const [found] = attribute([failed], addresses, PODS, new Set(['bad']))
  expect(found?.isOurs).toBe(isOurs)
})

test('each is one line with time, status, release and pod', () => {
  const [ours, theirs] = attribute(
    [visit(1, 'read ECONNRESET'), visit(2, 'status 500', 'bad')],
    new Map([[2, '10.42.0.7']]),
    PODS,
    new Set(['bad']),
  ).map(attributedText)
  expect(ours).toBe('2026-02-05T21:14:00.000Z read ECONNRESET, unsigned, no pod is named: OURS')
  expect(theirs).toBe('2026-02-05T21:14:00.000Z status 500, x-release bad, pod app-bad of bad')
})

test('many of one kind are one line, and each that is ours has its own', () => {
  const failed = [1, 2, 3].flatMap(number => [visit(number, 'read ECONNRESET'), visit(9 + number, 'status 500', 'bad')])
  const lines = attributedLines(attribute(failed, new Map(), PODS, new Set(['bad'])))
  expect(lines).toEqual([
    ...[1, 2, 3].map(() => '2026-02-05T21:14:00.000Z read ECONNRESET, unsigned, no pod is named: OURS'),
    '2026-02-05T21:14:00.000Z status 500, x-release bad, no pod is named, 3 times until 2026-02-05T21:14:00.000Z',
  ])
})
