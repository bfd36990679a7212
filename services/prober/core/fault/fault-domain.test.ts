import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Answerer, type FaultDomain, PATHS, type Path } from '../../contract/names.ts'
import { exampleSample } from '../judge/example-sample.testkit.ts'
import type { Outcome } from '../judge/judge.ts'
import type { Failure } from '../judge/observation.ts'
import { createFaultTracker } from './fault-tracker.ts'
import type { Localisation } from './localise.ts'

/** How one request ends, and where it was sent. */
interface End {
  readonly bad?: Pick<Failure, 'phase' | 'reason'>
  readonly by?: Answerer
  readonly status?: number
  readonly address?: string
}

/** What a path's request meets: `number` is the slot's, `chance` a number from 0 up to 1. */
type World = (path: Path, number: number, chance: () => number) => End

const HUNG = { phase: 'wait', reason: 'timeout' } as const
const REFUSED = { phase: 'connect', reason: 'refused' } as const
const STATUS = { phase: 'wait', reason: 'status' } as const
const APPS = ['127.0.0.1:17201', '127.0.0.1:17202', '127.0.0.1:17203'] as const

/** The app's instance that a request reaches: by turns when asked directly, by chance through the ingress. */
function reached(path: Path, number: number, chance: () => number, of: number): number {
  return path === 'app' ? number % of : Math.floor(chance() * of)
}

/** One of several replicas fails, and the ingress goes on sending requests to it. */
function replica(end: End, of: number): World {
  return (path, number, chance) => {
    const instance = reached(path, number, chance, of)
    const address = path === 'app' ? { address: APPS[instance] ?? '' } : {}
    return instance === 0 ? { ...end, ...address } : address
  }
}

/** The same, and the ingress has taken the replica out. */
const takenOut =
  (end: End, of: number): World =>
  (path, number) =>
    path === 'app' ? { ...(number % of === 0 ? end : {}), address: APPS[number % of] ?? '' } : {}

/** A part of the requests fails at a hop, so on every path that runs through it. */
const share =
  (hop: Path, part: number, end: End): World =>
  (path, _, chance) =>
    PATHS.indexOf(path) <= PATHS.indexOf(hop) && chance() < part ? end : {}

/** One node of a hop fails, which is asked at its address. */
const node =
  (hop: Path, of: number, end: End): World =>
  (path, number, chance) => {
    if (PATHS.indexOf(path) > PATHS.indexOf(hop)) return {}
    const instance = path === hop ? number % of : Math.floor(chance() * of)
    return { ...(instance === 0 ? end : {}), ...(path === hop ? { address: `10.0.0.${instance}:443` } : {}) }
  }

interface Watched {
  /** The localisation after each slot. */
  readonly after: readonly Localisation[]
  /** Every domain that was ever named. */
  readonly named: ReadonlySet<FaultDomain>
}

/** A probe that drops a sample on each path at every slot, and three more after a first failure, as the prober does. */
function watch(world: World, { seed, slots = 60, alive = {} }: WatchOptions): Watched {
  const chance = randomOf(seed)
  const tracker = createFaultTracker()
  const failing = new Set<Path>()
  const sample = (path: Path, role: 'slot' | 'confirm', number: number, slotWall: number): void => {
    const { bad, by, status, address = `127.0.0.1:1700${PATHS.indexOf(path)}` } = world(path, number, chance)
    const outcome: Outcome =
      bad === undefined ? { isGood: true, isDegraded: false } : { isGood: false, failure: { ...bad, detail: '' } }
    const { response } = exampleSample().observation
    const reply = bad === undefined ? response : status === undefined ? undefined : response && { ...response, status }
    const answeredBy = bad === undefined ? 'app' : by
    tracker.add(exampleSample({ path, role, slotWall, outcome, answeredBy, observation: { address, response: reply } }))
    if (role === 'confirm') return
    if (bad === undefined) failing.delete(path)
    else failing.add(path)
  }
  const after: Localisation[] = []
  const named = new Set<FaultDomain>()
  for (let number = 0; number < slots; number++) {
    const slotWall = number * 5000
    const wasFailing = failing.size > 0
    for (const [index, path] of PATHS.entries()) sample(path, 'slot', number, slotWall + index * 1667)
    if (failing.size > 0) tracker.know({ edgeAlive: true, ingressAlive: true, ...alive })
    if (!wasFailing && failing.size > 0)
      for (let again = 0; again < 3; again++)
        for (const path of PATHS) sample(path, 'confirm', number + again, slotWall + 4000 + again * 300)
    tracker.update()
    after.push(tracker.current)
    named.add(tracker.current.domain)
  }
  return { after, named }
}

interface WatchOptions {
  readonly seed: number
  readonly slots?: number
  readonly alive?: { readonly edgeAlive?: boolean; readonly ingressAlive?: boolean }
}

/** A small generator of numbers from 0 up to 1 (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const SEEDS = Array.from({ length: 40 }, (_, index) => index + 1)

/** How many of the seeds end with this domain (and instances). */
function agreeing(world: World, wanted: string, slots: number): number {
  return SEEDS.filter(seed => shown(watch(world, { seed, slots }).after.at(-1)) === wanted).length
}

function shown(localisation: Localisation | undefined): string {
  const { domain, instances } = localisation ?? { domain: 'unknown' as const, instances: undefined }
  return instances === undefined ? domain : `${domain}, ${instances.failing.length} of ${instances.of}`
}

describe('a fault that hits every request is named within three slots', () => {
  test.each<[what: string, world: World, domain: FaultDomain]>([
    ['the edge refuses', share('edge', 1, { bad: REFUSED }), 'edge'],
    ['the edge hangs', share('edge', 1, { bad: HUNG }), 'edge'],
    ['the edge answers 502', share('edge', 1, { bad: STATUS, by: 'edge', status: 502 }), 'edge'],
    ['the ingress answers 404', share('ingress', 1, { bad: STATUS, by: 'ingress', status: 404 }), 'ingress'],
    ['the ingress hangs', share('ingress', 1, { bad: HUNG }), 'ingress'],
    ['the app answers 500', share('app', 1, { bad: STATUS, by: 'app', status: 500 }), 'app'],
    ['the app hangs', share('app', 1, { bad: HUNG }), 'app'],
  ])('%s', (_, world, domain) => {
    // A refusal is named by the hop's own silence when asked about itself.
    const alive = { edgeAlive: domain !== 'edge' }
    for (const seed of SEEDS) {
      const { after, named } = watch(world, { seed, slots: 3, alive })
      expect(after.at(-1)?.domain).toBe(domain)
      expect([...named].filter(each => each !== domain && each !== 'unknown' && each !== 'none')).toEqual([])
    }
  })
})

describe('one replica of several is named with its share', () => {
  test.each<[what: string, world: World, wanted: string, within: number]>([
    ['hangs, and is taken out', takenOut({ bad: HUNG }, 2), 'app, 1 of 2', 6],
    ['refuses, and is taken out', takenOut({ bad: REFUSED }, 2), 'app, 1 of 2', 6],
    ['answers 500, and is taken out', takenOut({ bad: STATUS, by: 'app', status: 500 }, 2), 'app, 1 of 2', 6],
    ['of three hangs, and is taken out', takenOut({ bad: HUNG }, 3), 'app, 1 of 3', 8],
    ['hangs, and goes on being asked', replica({ bad: HUNG }, 2), 'app, 1 of 2', 8],
    ['answers 500, and goes on being asked', replica({ bad: STATUS, by: 'app', status: 500 }, 2), 'app, 1 of 2', 8],
    ['of three answers 500', replica({ bad: STATUS, by: 'app', status: 500 }, 3), 'app, 1 of 3', 10],
  ])('one that %s', (_, world, wanted, within) => {
    expect(agreeing(world, wanted, within)).toBeGreaterThanOrEqual(SEEDS.length * 0.9)
    expect(agreeing(world, wanted, 14)).toBeGreaterThanOrEqual(SEEDS.length * 0.9)
  })

  test.each<[what: string, world: World, wanted: string]>([
    ['the edge', node('edge', 2, { bad: HUNG }), 'edge, 1 of 2'],
    ['the ingress', node('ingress', 2, { bad: HUNG }), 'ingress, 1 of 2'],
  ])('a bad node of %s', (_, world, wanted) =>
    expect(agreeing(world, wanted, 12)).toBeGreaterThanOrEqual(SEEDS.length * 0.9),
  )

  test('the evidence says how often, and at which address', () => {
    const { after } = watch(takenOut({ bad: HUNG }, 2), { seed: 1, slots: 8 })
    expect(after.at(-1)?.evidence).toEqual([
      'Some instances of the app fail and others answer.',
      'Path edge of home: good.',
      'Path ingress of home: good.',
      expect.stringMatching(
        /^Path app of home: no answer came in time, \d+ of \d+ requests, all of them at 127\.0\.0\.1:17201\.$/,
      ),
      'The edge answers when asked about itself.',
      'The ingress answers when asked about itself.',
    ])
  })
})

describe('a fault in a part of the requests', () => {
  const APP_500 = { bad: STATUS, by: 'app', status: 500 } as const
  test.each<[what: string, world: World, domain: FaultDomain, slots: number, least: number]>([
    ['5 % of all answers of the app are 500', share('app', 0.05, APP_500), 'app', 60, 0.4],
    ['20 % of all answers of the app are 500', share('app', 0.2, APP_500), 'app', 30, 0.75],
    ['half of all answers of the app are 500', share('app', 0.5, APP_500), 'app', 8, 0.9],
    ['half of all requests hang in the ingress', share('ingress', 0.5, { bad: HUNG }), 'ingress', 16, 0.8],
    ['half of all requests hang in the edge', share('edge', 0.5, { bad: HUNG }), 'edge', 16, 0.8],
  ])('%s', (_, world, domain, slots, least) =>
    expect(agreeing(world, domain, slots)).toBeGreaterThanOrEqual(SEEDS.length * least),
  )

  test.each<[what: string, world: World, innocent: readonly FaultDomain[]]>([
    ['a hung replica', replica({ bad: HUNG }, 2), ['edge', 'ingress']],
    ['a hung replica that is taken out', takenOut({ bad: HUNG }, 2), ['edge', 'ingress']],
    ['a replica that answers 500', replica(APP_500, 2), ['edge', 'ingress']],
    ['one in twenty', share('app', 0.05, APP_500), ['edge', 'ingress']],
    ['one in three', share('app', 0.33, { bad: HUNG }), ['edge', 'ingress']],
    ['half in the ingress', share('ingress', 0.5, { bad: HUNG }), ['edge']],
    ['one in ten in the ingress', share('ingress', 0.1, { bad: STATUS, by: 'ingress', status: 502 }), ['edge']],
  ])('%s is hardly ever blamed on a hop that is well', (_, world, innocent) => {
    const slots = SEEDS.flatMap(seed => watch(world, { seed, slots: 60 }).after)
    const wrong = slots.filter(({ domain }) => innocent.includes(domain)).length
    expect(wrong / slots.length).toBeLessThan(0.03)
  })
})

test('a path that fails and does not run through a hop clears it, whatever comes when', () => {
  const ENDS: readonly End[] = [{}, { bad: HUNG }, { bad: REFUSED }, { bad: STATUS, by: 'app', status: 500 }]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...ENDS), { minLength: 9, maxLength: 90 }), ends => {
      let at = 0
      // Every request through the app fails when asked directly, whatever the other paths do.
      const world: World = path => (path === 'app' ? { bad: HUNG } : (ends[at++ % ends.length] ?? {}))
      const { after } = watch(world, { seed: 1, slots: ends.length / 3 })
      for (const { domain } of after.slice(2)) expect(['app', 'unknown']).toContain(domain)
    }),
    { numRuns: 500 },
  )
})

describe('the end of a fault', () => {
  const until =
    (world: World, end: number): World =>
    (path, number, chance) =>
      number < end ? world(path, number, chance) : { address: world(path, number, chance).address ?? '' }
  test.each<[what: string, world: World, slots: number]>([
    ['an outage', share('app', 1, { bad: HUNG }), 2],
    ['an outage of the edge', share('edge', 1, { bad: REFUSED }), 2],
    ['a hung replica', replica({ bad: HUNG }, 2), 4],
    ['a replica that was taken out', takenOut({ bad: HUNG }, 2), 4],
  ])('%s is over within a few good slots', (_, world, slots) => {
    const over = SEEDS.filter(
      seed => watch(until(world, 20), { seed, slots: 20 + slots }).after.at(-1)?.domain === 'none',
    )
    expect(over.length).toBeGreaterThanOrEqual(SEEDS.length * 0.9)
  })
})

test('a prober that is rate-limited says so, and blames no hop', () => {
  const limited = { bad: { phase: 'wait', reason: 'rate_limited' }, by: 'edge', status: 429 } as const
  const { after } = watch(share('edge', 1, limited), { seed: 1, slots: 4 })
  expect(after.at(-1)).toMatchObject({
    domain: 'unknown',
    evidence: [
      'The prober is rate-limited, which says nothing about what visitors get.',
      'Path edge of home: rate-limited: the edge answered 429.',
      ...new Array(4).fill(expect.any(String)),
    ],
  })
})
