import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ANSWERERS,
  type Answerer,
  FAULT_DOMAINS,
  type FaultDomain,
  PATHS,
  type Path,
  PHASES,
} from '../../contract/names.ts'
import { REASONS, type Reason } from '../../contract/reasons.ts'
import type { Observations, Sight } from './fault-rules.ts'
import { combine, localise } from './localise.ts'

/** A row's word for one path: what was seen, in short. */
type Word = 'good' | 'slow' | 'dns' | 'refused' | 'hangs' | 'tls' | 'old tls' | `${number} ${Answerer}` | '-'

const SIGHTS: Readonly<Record<string, Omit<Extract<Sight, { state: 'bad' | 'slow' }>, 'path'>>> = {
  slow: { state: 'slow', phase: 'wait', reason: 'slow', answeredBy: 'app', status: 200 },
  dns: { state: 'bad', phase: 'dns', reason: 'nxdomain', answeredBy: undefined, status: undefined },
  refused: { state: 'bad', phase: 'connect', reason: 'refused', answeredBy: undefined, status: undefined },
  hangs: { state: 'bad', phase: 'wait', reason: 'timeout', answeredBy: undefined, status: undefined },
  'old tls': { state: 'bad', phase: 'tls', reason: 'tls_version', answeredBy: undefined, status: undefined },
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

test.each<Word>(['tls', 'old tls'])('of an edge that shows %s nobody says that it cannot be reached', word => {
  for (const app of ['good', '-'] as const) {
    expect(localise(observations(word, '-', app)).evidence[0]).toMatch(/^The edge is reached/)
  }
})

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
    // It answers, with a certificate that nobody should take: who is outermost is named.
    ['tls', 'tls', 'good', { edgeAlive: true, ingressAlive: true }, 'edge'],
    ['tls', 'tls', 'tls', { edgeAlive: true, ingressAlive: true }, 'edge'],
    ['tls', '-', '-', { edgeAlive: true }, 'edge'],
    ['refused', 'refused', 'good', { edgeAlive: false, ingressAlive: false }, 'edge'],
    // It refused a probe and answers when asked about itself: it is not what broke the path.
    ['refused', 'refused', 'good', { edgeAlive: true, ingressAlive: false }, 'ingress'],
    ['refused', '-', 'good', { edgeAlive: true }, 'unknown'],
    ['refused', '-', 'good', {}, 'edge'],
    // The ingress: stopped, hanging, without its route, without a healthy server.
    ['502 edge', 'refused', 'good', { edgeAlive: true, ingressAlive: false }, 'ingress'],
    ['hangs', 'hangs', 'good', { edgeAlive: true, ingressAlive: false }, 'ingress'],
    ['404 ingress', '404 ingress', 'good', { edgeAlive: true, ingressAlive: true }, 'ingress'],
    ['503 ingress', '503 ingress', 'good', { ingressAlive: true }, 'ingress'],
    ['slow', 'slow', 'good', {}, 'ingress'],
    ['-', 'refused', 'good', {}, 'ingress'],
    // The edge does not look at the ingress' certificate, so its path may be good.
    ['good', 'tls', 'good', { ingressAlive: true }, 'ingress'],
    ['good', 'tls', '-', {}, 'ingress'],
    ['good', 'old tls', '-', {}, 'ingress'],
    ['-', 'tls', 'good', {}, 'ingress'],
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

const TROUBLE = fc.record({
  state: fc.constantFrom('slow' as const, 'bad' as const),
  phase: fc.constantFrom(...PHASES),
  reason: fc.constantFrom(...(Object.keys(REASONS) as Reason[]), 'slow' as const),
  answeredBy: fc.constantFrom(undefined, ...ANSWERERS),
  status: fc.constantFrom(undefined, 200, 301, 404, 500, 502, 503, 504),
})
const ALIVE = fc.constantFrom(true, false, undefined)

/** Anything that can be seen on some of the paths. */
const ANYTHING = fc.record({
  sights: fc
    .tuple(
      ...PATHS.map(path =>
        fc.option(
          fc.oneof(
            fc.constant({ path, state: 'good' as const }),
            TROUBLE.map(trouble => ({ path, ...trouble })),
          ),
          { nil: undefined },
        ),
      ),
    )
    .map(sights => sights.filter(sight => sight !== undefined)),
  edgeAlive: ALIVE,
  ingressAlive: ALIVE,
  isReferenceGood: fc.boolean(),
})

function troubled({ sights }: Observations): number {
  return sights.filter(({ state }) => state !== 'good').length
}

describe('whatever is seen', () => {
  const always = (holds: (seen: Observations, domain: FaultDomain) => void) =>
    fc.assert(
      fc.property(ANYTHING, seen => holds(seen, localise(seen).domain)),
      { numRuns: 20_000 },
    )

  test('with trouble on one path only it is never the app', () =>
    always((seen, domain) => {
      if (troubled(seen) < 2) expect(domain).not.toBe('app')
      // What is only slow is no second witness of what fails.
      const bad = seen.sights.filter(({ state }) => state === 'bad').length
      if (bad === 1) expect(domain).not.toBe('app')
    }))

  test('none is said when something was seen and nothing in trouble, and only then', () =>
    always((seen, domain) => {
      const isGood = seen.isReferenceGood && seen.sights.length > 0 && troubled(seen) === 0
      expect(domain === 'none').toBe(isGood)
    }))

  test('a prober that does not trust itself blames nobody else', () =>
    always((seen, domain) => {
      if (!seen.isReferenceGood) expect(domain).toBe('prober')
    }))

  test('a path that is good clears what it runs through, unless that shows a bad certificate', () =>
    always((seen, domain) => {
      const isGood = (path: Path) => seen.sights.some(sight => sight.path === path && sight.state === 'good')
      if (isGood('edge')) expect(domain).not.toBe('edge')
      if (isGood('edge') && isGood('ingress')) expect(domain).not.toBe('ingress')
    }))

  test('there is a verdict of the closed set, and a sentence for each path seen', () =>
    always((seen, domain) => {
      expect(FAULT_DOMAINS).toContain(domain)
      expect(localise(seen).evidence.length).toBeGreaterThan(seen.sights.length)
    }))
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
