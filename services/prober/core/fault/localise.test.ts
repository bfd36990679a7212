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
import type { FaultInputs } from './fault-rules.ts'
import { combine, localise } from './localise.ts'
import type { PathState } from './path-state.ts'

/** A row's word for the state of one path. */
type Word = 'good' | 'slow' | 'dns' | 'refused' | 'hangs' | 'tls' | 'old tls' | `${number} ${Answerer}` | '-'

const STATES: Readonly<Record<string, Omit<Extract<PathState, { state: 'bad' | 'slow' }>, 'path'>>> = {
  slow: { state: 'slow', phase: 'wait', reason: 'slow', answeredBy: 'app', status: 200 },
  dns: { state: 'bad', phase: 'dns', reason: 'nxdomain', answeredBy: undefined, status: undefined },
  refused: { state: 'bad', phase: 'connect', reason: 'refused', answeredBy: undefined, status: undefined },
  hangs: { state: 'bad', phase: 'wait', reason: 'timeout', answeredBy: undefined, status: undefined },
  'old tls': { state: 'bad', phase: 'tls', reason: 'tls_version', answeredBy: undefined, status: undefined },
  tls: { state: 'bad', phase: 'tls', reason: 'tls_expired', answeredBy: undefined, status: undefined },
}

function stateOf(path: Path, word: Word): PathState[] {
  if (word === '-') return []
  if (word === 'good') return [{ path, state: 'good' }]
  const known = STATES[word]
  if (known !== undefined) return [{ path, ...known }]
  const [status, answeredBy] = word.split(' ') as [string, Answerer]
  return [{ path, state: 'bad', phase: 'wait', reason: 'status', answeredBy, status: Number(status) }]
}

function inputs(edge: Word, ingress: Word, app: Word, more: Partial<FaultInputs> = {}): FaultInputs {
  const paths = [...stateOf('edge', edge), ...stateOf('ingress', ingress), ...stateOf('app', app)]
  return { paths, edgeAlive: undefined, ingressAlive: undefined, isReferenceGood: true, ...more }
}

test.each<Word>(['tls', 'old tls'])('an edge that presents %s counts as reached', word => {
  for (const app of ['good', '-'] as const) {
    expect(localise(inputs(word, '-', app)).evidence[0]).toMatch(/^The edge is reached/)
  }
})

describe('the truth table', () => {
  test.each<[edge: Word, ingress: Word, app: Word, more: Partial<FaultInputs>, domain: FaultDomain]>([
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
    // It answers, with a certificate that is not acceptable: the outermost hop is named.
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
    // The edge does not check the ingress' certificate, so its path may be good.
    ['good', 'tls', 'good', { ingressAlive: true }, 'ingress'],
    ['good', 'tls', '-', {}, 'ingress'],
    ['good', 'old tls', '-', {}, 'ingress'],
    ['-', 'tls', 'good', {}, 'ingress'],
    ['404 ingress', '404 ingress', '-', { ingressAlive: true }, 'ingress'],
    ['502 edge', 'refused', 'refused', { edgeAlive: true, ingressAlive: false }, 'ingress'],
    // The app: failing, gone, hanging, slow.
    ['500 app', '500 app', '500 app', {}, 'app'],
    ['500 app', '500 app', 'good', {}, 'app'],
    ['500 app', 'good', '500 app', {}, 'app'],
    ['503 ingress', '503 ingress', 'refused', { ingressAlive: true }, 'app'],
    // Without pods: some ingresses take the route away, and the app’s own name leads nowhere.
    ['503 ingress', '503 ingress', 'dns', { ingressAlive: true }, 'app'],
    ['404 ingress', '404 ingress', 'refused', { ingressAlive: true }, 'app'],
    ['404 ingress', '404 ingress', 'dns', { ingressAlive: true }, 'app'],
    ['-', '404 ingress', 'dns', {}, 'app'],
    ['502 ingress', '502 ingress', 'hangs', { ingressAlive: true }, 'app'],
    ['hangs', 'hangs', 'hangs', { edgeAlive: true, ingressAlive: true }, 'app'],
    ['504 edge', 'hangs', 'hangs', { ingressAlive: true }, 'app'],
    ['slow', 'slow', 'slow', {}, 'app'],
    ['-', '500 app', '500 app', {}, 'app'],
    // The prober: its own route into the cluster, or its own clock.
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
    expect(localise(inputs(edge, ingress, app, more)).domain).toBe(domain),
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

/** Anything that can be observed on some of the paths. */
const ANYTHING = fc.record({
  paths: fc
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
    .map(paths => paths.filter(one => one !== undefined)),
  edgeAlive: ALIVE,
  ingressAlive: ALIVE,
  isReferenceGood: fc.boolean(),
})

function troubled({ paths }: FaultInputs): number {
  return paths.filter(({ state }) => state !== 'good').length
}

describe('whatever is observed', () => {
  const always = (holds: (seen: FaultInputs, domain: FaultDomain) => void) =>
    fc.assert(
      fc.property(ANYTHING, seen => holds(seen, localise(seen).domain)),
      { numRuns: 20_000 },
    )

  test('with only one path in trouble it is never the app', () =>
    always((seen, domain) => {
      if (troubled(seen) < 2) expect(domain).not.toBe('app')
      // A slow path does not confirm a failing one.
      const bad = seen.paths.filter(({ state }) => state === 'bad').length
      if (bad === 1) expect(domain).not.toBe('app')
    }))

  test('the fault domain is none when paths were probed and none is in trouble, and only then', () =>
    always((seen, domain) => {
      const isGood = seen.isReferenceGood && seen.paths.length > 0 && troubled(seen) === 0
      expect(domain === 'none').toBe(isGood)
    }))

  test('a prober whose reference is off names no other hop', () =>
    always((seen, domain) => {
      if (!seen.isReferenceGood) expect(domain).toBe('prober')
    }))

  test('a path that is good clears what it runs through, unless that shows a bad certificate', () =>
    always((seen, domain) => {
      const isGood = (path: Path) => seen.paths.some(one => one.path === path && one.state === 'good')
      if (isGood('edge')) expect(domain).not.toBe('edge')
      if (isGood('edge') && isGood('ingress')) expect(domain).not.toBe('ingress')
    }))

  test('there is a fault domain of the closed set, and a sentence for each path', () =>
    always((seen, domain) => {
      expect(FAULT_DOMAINS).toContain(domain)
      expect(localise(seen).evidence.length).toBeGreaterThan(seen.paths.length)
    }))
})

test('every combination gets a fault domain, and only all good is none', () => {
  const all = WORDS.flatMap(edge => WORDS.flatMap(ingress => WORDS.map(app => [edge, ingress, app] as const)))
  const none = all.filter(([edge, ingress, app]) => localise(inputs(edge, ingress, app)).domain === 'none')
  expect(none).toEqual([['good', 'good', 'good']])
})

test('the evidence says which rule decided, then every fact', () => {
  expect(localise(inputs('502 edge', 'refused', 'good', { edgeAlive: true, ingressAlive: false })).evidence).toEqual([
    'The app is good when asked directly, and fails through the ingress.',
    'Path edge: the edge answered 502.',
    'Path ingress: nothing listens at the address.',
    'Path app: good.',
    'The edge answers when asked about itself.',
    'The ingress does not answer when asked about itself.',
  ])
})

test('over several probes the domain that most of the failing ones name is the fault domain', () => {
  const edge = localise(inputs('refused', 'good', 'good'))
  const app = localise(inputs('500 app', '500 app', '500 app'))
  expect(combine([edge, app, app])?.domain).toBe('app')
  // Of two that are named as often, never the one that a failing path does not run through.
  expect(combine([edge, app])?.domain).toBe('app')
  expect(combine([edge, app, app])?.evidence).toEqual([...app.evidence, ...app.evidence])
  expect(combine([])).toBeUndefined()
})

test('a target that always fails hides no hop that another probe names: its path is good for that one', () => {
  const neighbour = localise(inputs('-', '-', 'refused'), 'neighbour')
  const home = localise(inputs('hangs', 'hangs', 'good'), 'home')
  expect(neighbour.domain).toBe('unknown')
  expect(combine([neighbour, home])).toMatchObject({ domain: 'ingress' })
  expect(combine([neighbour, home])?.evidence).toContain('Path app of home: good.')
  // Where the other fails on that path too, or no other names a hop, it may be the hop.
  expect(combine([neighbour, localise(inputs('hangs', 'hangs', '-'))])?.domain).toBe('unknown')
  expect(combine([neighbour])).toMatchObject({ domain: 'unknown' })
  expect(combine([neighbour])?.evidence.join()).toContain('Path app of neighbour: ')
})

/** The same paths, of whose requests only a part fails. */
function inPart({ paths, ...rest }: FaultInputs, more: object = {}): FaultInputs {
  const part = { bad: 5, of: 10 }
  return { ...rest, paths: paths.map(path => (path.state === 'bad' ? { ...path, part, ...more } : path) as PathState) }
}

const ONE_OF_TWO = { instances: { failing: ['10.0.0.1:443'], of: 2 } }

test.each<[what: string, home: FaultInputs, domain: FaultDomain]>([
  ['a hop at which every request fails', inputs('hangs', 'hangs', 'good'), 'ingress'],
  ['a node at which every request fails', inPart(inputs('hangs', 'good', 'good'), ONE_OF_TWO), 'edge'],
  // What fails now and then may as well be one fault, met by one on this path and by the other on that.
  ['a hop at which a part of the requests fails', inPart(inputs('hangs', 'hangs', 'good')), 'unknown'],
  ['a hop, on a path that fails for the other too', inputs('500 app', '500 app', '500 app'), 'app'],
])('a target that fails in a part of its requests, beside a probe that names %s', (_, home, domain) => {
  const flaky = localise(inPart(inputs('-', '-', 'refused')), 'neighbour')
  expect(flaky.domain).toBe('unknown')
  expect(combine([flaky, localise(home, 'home')])?.domain).toBe(domain)
})

test.each<[string, Path[], RegExp]>([
  ['app', ['edge', 'ingress', 'app'], /^Every path to the app is slow/],
  ['ingress', ['edge', 'ingress'], /slow through the ingress/],
  ['edge', ['edge'], /it is the edge.* that is slow/],
])('of a slow %s the evidence says that it is slow, and not that anything fails', (domain, slow, first) => {
  const paths = (['edge', 'ingress', 'app'] as const).map(path =>
    slow.includes(path)
      ? ({ path, state: 'slow', phase: 'wait', reason: 'slow', answeredBy: 'app', status: 200 } as const)
      : ({ path, state: 'good' } as const),
  )
  const found = localise({ paths, isReferenceGood: true, edgeAlive: true, ingressAlive: true })
  expect({ domain: found.domain, isSlow: found.isSlow }).toEqual({ domain, isSlow: true })
  expect(found.evidence[0]).toMatch(first)
  expect(found.evidence.join(' ')).not.toMatch(/fail|no good/)
})
