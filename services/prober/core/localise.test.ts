import { describe, expect, test } from 'vitest'
import { combine, localise, type Observations, type Sight } from './localise.ts'
import type { Answerer, FaultDomain, Path } from './names.ts'

/** A row's word for one path: what was seen, in short. */
type Word = 'good' | 'slow' | 'dns' | 'refused' | 'hangs' | 'tls' | `${number} ${Answerer}` | '-'

const SIGHTS: Readonly<Record<string, Omit<Extract<Sight, { state: 'bad' | 'slow' }>, 'path'>>> = {
  slow: { state: 'slow', phase: 'wait', reason: 'slow', answeredBy: 'app', status: 200 },
  dns: { state: 'bad', phase: 'dns', reason: 'nxdomain', answeredBy: undefined, status: undefined },
  refused: { state: 'bad', phase: 'connect', reason: 'refused', answeredBy: undefined, status: undefined },
  hangs: { state: 'bad', phase: 'wait', reason: 'timeout', answeredBy: undefined, status: undefined },
  tls: { state: 'bad', phase: 'tls', reason: 'tls_expired', answeredBy: undefined, status: undefined },
}

function sight(path: Path, word: Word): Sight[] {
  if (word === '-') return []
  if (word === 'good') return [{ path, state: 'good' }]
  const known = SIGHTS[word]
  if (known !== undefined) return [{ path, ...known }]
  const [status, answeredBy] = word.split(' ') as [string, Answerer]
  return [{ path, state: 'bad', phase: 'wait', reason: 'status', answeredBy, status: Number(status) }]
}

function observations(edge: Word, ingress: Word, app: Word, more: Partial<Observations> = {}): Observations {
  const sights = [...sight('edge', edge), ...sight('ingress', ingress), ...sight('app', app)]
  return { sights, edgeAlive: undefined, ingressAlive: undefined, isReferenceGood: true, ...more }
}

describe('the truth table', () => {
  test.each<[edge: Word, ingress: Word, app: Word, more: Partial<Observations>, domain: FaultDomain]>([
    ['good', 'good', 'good', {}, 'none'],
    // The edge: its name, its address, its certificate, its own replies.
    ['dns', 'good', 'good', {}, 'dns'],
    ['refused', 'good', 'good', { edgeAlive: false }, 'edge'],
    ['tls', 'good', 'good', { edgeAlive: true }, 'edge'],
    ['hangs', 'good', 'good', {}, 'edge'],
    ['502 edge', 'good', 'good', { edgeAlive: true }, 'edge'],
    ['404 ingress', 'good', 'good', {}, 'edge'],
    ['slow', 'good', 'good', {}, 'edge'],
    ['502 edge', 'good', '-', {}, 'edge'],
    ['refused', '-', '-', { edgeAlive: false }, 'edge'],
    ['refused', 'refused', 'good', { edgeAlive: false, ingressAlive: false }, 'edge'],
    // The ingress: stopped, hanging, without its route, without a healthy server.
    ['502 edge', 'refused', 'good', { edgeAlive: true, ingressAlive: false }, 'ingress'],
    ['hangs', 'hangs', 'good', { edgeAlive: true, ingressAlive: false }, 'ingress'],
    ['404 ingress', '404 ingress', 'good', { edgeAlive: true, ingressAlive: true }, 'ingress'],
    ['503 ingress', '503 ingress', 'good', { ingressAlive: true }, 'ingress'],
    ['slow', 'slow', 'good', {}, 'ingress'],
    ['-', 'refused', 'good', {}, 'ingress'],
    ['404 ingress', '404 ingress', 'refused', { ingressAlive: true }, 'ingress'],
    ['502 edge', 'refused', 'refused', { edgeAlive: true, ingressAlive: false }, 'ingress'],
    // The app: failing, gone, hanging, slow.
    ['500 app', '500 app', '500 app', {}, 'app'],
    ['500 app', '500 app', 'good', {}, 'app'],
    ['500 app', 'good', '500 app', {}, 'app'],
    ['503 ingress', '503 ingress', 'refused', { ingressAlive: true }, 'app'],
    ['502 ingress', '502 ingress', 'hangs', { ingressAlive: true }, 'app'],
    ['hangs', 'hangs', 'hangs', { edgeAlive: true, ingressAlive: true }, 'app'],
    ['504 edge', 'hangs', 'hangs', { ingressAlive: true }, 'app'],
    ['slow', 'slow', 'slow', {}, 'app'],
    ['-', '500 app', '500 app', {}, 'app'],
    // The prober: its own way into the cluster, or its own clock.
    ['good', 'refused', 'good', {}, 'prober'],
    ['good', 'refused', 'refused', {}, 'prober'],
    ['500 app', '500 app', '500 app', { isReferenceGood: false }, 'prober'],
    // The names of every path.
    ['dns', 'dns', 'dns', {}, 'dns'],
    // Not enough to point at one hop.
    ['good', 'good', '500 app', {}, 'unknown'],
    ['good', 'good', 'refused', {}, 'unknown'],
    ['good', '500 app', 'good', {}, 'unknown'],
    ['500 app', 'good', 'good', {}, 'unknown'],
    ['-', '-', '500 app', {}, 'unknown'],
    ['refused', 'refused', 'refused', { edgeAlive: false, ingressAlive: false }, 'unknown'],
  ])('edge %s, ingress %s, app %s with %o: %s', (edge, ingress, app, more, domain) =>
    expect(localise(observations(edge, ingress, app, more)).domain).toBe(domain),
  )
})

const WORDS: readonly Word[] = [
  'good',
  'slow',
  'dns',
  'refused',
  'hangs',
  'tls',
  '500 app',
  '502 ingress',
  '502 edge',
  '404 ingress',
]

test('with trouble on one path only it is never the app', () => {
  const named = WORDS.filter(word => word !== 'good').flatMap(word =>
    [true, false, undefined].flatMap(alive => {
      const more = { edgeAlive: alive, ingressAlive: alive }
      return [
        observations(word, 'good', 'good', more),
        observations('good', word, 'good', more),
        observations('good', 'good', word, more),
      ].map(seen => localise(seen).domain)
    }),
  )
  expect(named).not.toContain('app')
  expect(named).not.toContain('none')
})

test('every combination gets a verdict, and only all good is none', () => {
  const all = WORDS.flatMap(edge => WORDS.flatMap(ingress => WORDS.map(app => [edge, ingress, app] as const)))
  const none = all.filter(([edge, ingress, app]) => localise(observations(edge, ingress, app)).domain === 'none')
  expect(none).toEqual([['good', 'good', 'good']])
})

test('the evidence says which rule decided, then every fact', () => {
  expect(
    localise(observations('502 edge', 'refused', 'good', { edgeAlive: true, ingressAlive: false })).evidence,
  ).toEqual([
    'The app is good when asked directly, and fails through the ingress.',
    'Path edge: status in phase wait, status 502 written by edge.',
    'Path ingress: refused in phase connect, no reply.',
    'Path app: good.',
    'The edge answers when asked about itself.',
    'The ingress does not answer when asked about itself.',
  ])
})

test('over several probes the domain that most of the failing ones name is the verdict', () => {
  const edge = localise(observations('refused', 'good', 'good'))
  const app = localise(observations('500 app', '500 app', '500 app'))
  expect(combine([edge, app, app])?.domain).toBe('app')
  expect(combine([edge, app])?.domain).toBe('edge')
  expect(combine([])).toBeUndefined()
})
