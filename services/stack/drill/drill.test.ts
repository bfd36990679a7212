import { describe, expect, test } from 'vitest'
import { type Duration, humanDuration, seconds } from '../../../lib/duration.ts'
import type { FaultDomain } from '../../prober/contract/names.ts'
import { OWN_PAGES, type Page } from '../contract/page.ts'
import { type StatusInput, statusDocument } from '../control/status-document.ts'
import { definedSlo, moment, page, part, report } from '../stack.testkit.ts'
import { runDrill } from './drill.ts'
import type { DrillClient } from './drill-deps.ts'
import { DRILLS, type DrillName } from './drills.ts'
import type { Promised } from './promised.ts'

const BEGAN = Date.parse('2026-02-05T12:00:00.000Z')
const at = (second: number): string => new Date(BEGAN + second * 1000).toISOString()

/** What the fake stack does, in seconds since the test began; what is absent never happens. */
interface Script {
  readonly probeFails?: number
  /** The fault domains and when they begin. */
  readonly faultDomains?: readonly (readonly [second: number, domain: FaultDomain])[]
  readonly pageFires?: number
  /** How many samples were counted until the page was due; all when absent. */
  readonly counted?: number
  readonly pageEnds?: number
  readonly givenBack?: number
  /** When an earlier drill began whose budget is refunded while this one runs. */
  readonly givenBackBefore?: string
  readonly page?: Partial<Page>
  /** The status at the start, by the second from which it holds. */
  readonly status?: (second: number) => Partial<StatusInput>
  readonly interruptedAt?: number
  /** When the ticket that the drill promises is there. */
  readonly ticketOpens?: number
  readonly refuses?: string
  readonly breaksAt?: number
}

/** A fake of the running stack, scripted by the second, with a clock that only pauses move. */
async function drill(
  script: Script,
  commands: string[] = [],
  name: DrillName = 'ingress-down',
  promised: Promised = DRILLS[name],
) {
  let second = 0
  let renewed = 0
  const output: string[] = []
  const asked = new Set<string>()
  const ending = new AbortController()
  const happened = (moment: number | undefined): boolean => moment !== undefined && second >= moment
  const firing = page({ startedAt: at(script.pageFires ?? 0), ...script.page })
  const client: DrillClient = {
    async status() {
      return statusDocument({
        siteUrl: 'https://localhost:17443/',
        startedAt: at(-60),
        ...moment({
          parts: [part('prober', { url: 'http://prober' }), part('prometheus', { url: 'http://prometheus' })],
        }),
        budgetGivenBackFor: happened(script.givenBack) ? at(0) : script.givenBackBefore,
        ...script.status?.(second),
      })
    },
    async pages() {
      if (!happened(script.pageFires)) return []
      return [
        happened(script.pageEnds) ? { ...firing, status: 'resolved', resolvedAt: at(script.pageEnds ?? 0) } : firing,
      ]
    },
    async startDrill(name) {
      if (script.refuses !== undefined) throw new Error(script.refuses)
      commands.push(`${second} start ${name}`)
      return undefined
    },
    async renewDrill() {
      renewed++
    },
    async endDrill() {
      commands.push(`${second} end`)
    },
    async faultOn(routes) {
      asked.add([...routes.routes].join(', '))
      if (happened(script.breaksAt)) throw new Error('The stack does not answer')
      const domain = script.faultDomains?.findLast(([moment]) => second >= moment)?.[1] ?? 'none'
      return { domain, evidence: domain === 'none' ? [] : [`${domain} does not answer`] }
    },
    countedWithin: async () => script.counted,
    hasFired: async () => happened(script.ticketOpens),
    failuresSince: async () => (happened(script.probeFails) ? ['new', 'old'] : ['old']),
  }
  const score = runDrill(name, promised, {
    client,
    slos: (['edge', 'ingress'] as const).map(path => ({
      ...definedSlo(`${path}-availability`, 0.999),
      sli: { kind: 'events', errorQuery: '', totalQuery: '', eventIntervalSeconds: 5, probe: { probe: 'home', path } },
    })),
    say: line => output.push(line),
    now: () => BEGAN + second * 1000,
    async pause(_: Duration) {
      second++
      if (happened(script.interruptedAt)) ending.abort()
    },
    signal: ending.signal,
  })
  const { isGood, ...rest } = await score
  return { isGood, score: rest, asked: [...asked], output, commands, renewed }
}

const GOOD: Script = {
  probeFails: 3,
  faultDomains: [
    [8, 'ingress'],
    [90, 'none'],
  ],
  pageFires: 62,
  pageEnds: 300,
}

test('what a person reads of a drill that goes well stays as it was looked at', async () => {
  const { isGood, asked, output, commands } = await drill(GOOD)
  expect(isGood).toBe(true)
  expect(asked).toEqual(['home edge, home ingress'])
  expect(commands).toEqual(['0 start ingress-down', '62 end'])
  await expect(`${output.join('\n')}\n`).toMatchFileSnapshot('testdata/drill/good.txt')
})

test('the command that runs a drill keeps renewing its lease', async () => {
  const { renewed } = await drill(GOOD)
  expect(renewed).toBeGreaterThan(50)
})

test.each<[string, Script, string]>([
  ['before the page ends', { ...GOOD, pageEnds: 400, givenBack: 367 }, 'the budget is refunded: nothing of the drill'],
  ['after it', GOOD, 'the budget is refunded in a few minutes'],
  ['for an earlier drill', { ...GOOD, givenBackBefore: at(-300) }, 'the budget is refunded in a few minutes'],
])('that the budget is refunded %s is reported', async (_, script, words) => {
  const { isGood, output } = await drill(script)
  expect(isGood).toBe(true)
  expect(output.filter(line => line.includes('refunded'))).toEqual([expect.stringContaining(words)])
})

test('the wrong fault domain fails the drill, which is healed all the same', async () => {
  const { isGood, output, commands } = await drill({ ...GOOD, faultDomains: [[8, 'edge']] })
  expect(isGood).toBe(false)
  expect(output).toContainEqual(expect.stringContaining('fault domain: edge (expected ingress)'))
  expect(commands.at(-1)).toBe('62 end')
  // A drill that has failed leaves no page behind for the next one either.
  expect(output).toContainEqual(expect.stringContaining('the page is resolved'))
})

test('a fault domain that is corrected in time is right', async () => {
  const faultDomains = [[8, 'unknown'] as const, [20, 'ingress'] as const]
  expect((await drill({ ...GOOD, faultDomains })).isGood).toBe(true)
})

test('the right fault domain too late fails the drill', async () => {
  const { isGood, output } = await drill({ ...GOOD, faultDomains: [[40, 'ingress']] })
  expect(isGood).toBe(false)
  expect(output).toContainEqual(expect.stringContaining('the prober has not named ingress within 30 s'))
})

test('a page that does not come in time fails the drill, which is healed at the deadline', async () => {
  const { isGood, output, commands } = await drill({ ...GOOD, pageFires: 150 })
  expect(isGood).toBe(false)
  expect(output).toContainEqual(expect.stringContaining('no page came within 1 min 52 s'))
  expect(commands).toEqual(['0 start ingress-down', '112 end'])
})

test('a page is waited for as long as probes were not counted, and not longer', async () => {
  const late = await drill({ ...GOOD, pageFires: 125, counted: 16 })
  expect(late.output).toContainEqual(
    expect.stringContaining('probes for 20 s were not counted: the page may come so much later'),
  )
  expect(late.isGood).toBe(true)
  expect(late.score.uncounted).toBe(seconds(20))
  expect((await drill({ ...GOOD, pageFires: 140, counted: 16 })).isGood).toBe(false)
  expect((await drill({ ...GOOD, pageFires: 125, counted: 20 })).isGood).toBe(false)
})

test.each<[string, Partial<Page>]>([
  ['an older incident', { startedAt: at(-60) }],
  ['one as old as a whole interval of evaluation', { startedAt: at(-15) }],
  ['a ticket', { severity: 'ticket' }],
  ['a page about another SLO', { slos: ['web-edge-latency'] }],
])('%s is not the page that is waited for', async (_, changes) => {
  const { isGood, output } = await drill({ ...GOOD, page: changes })
  expect(isGood).toBe(false)
  expect(output).toContainEqual(expect.stringContaining('no page came'))
})

test('a page that does not end in time fails the drill', async () => {
  const { isGood, output } = await drill({ ...GOOD, pageEnds: 5000 })
  expect(isGood).toBe(false)
  expect(output).toContainEqual(expect.stringContaining('the page is not resolved within 6 min'))
})

test.each<[string, number]>([
  ['while it waits for the page', 20],
  ['while it waits for the end', 100],
])('a drill that is interrupted %s has healed', async (_, interruptedAt) => {
  const { isGood, output, commands } = await drill({ ...GOOD, interruptedAt })
  expect(isGood).toBe(false)
  expect(output).toContainEqual(expect.stringMatching(/interrupted$/))
  expect(commands).toEqual(['0 start ingress-down', `${Math.min(interruptedAt, 62)} end`])
})

test('a drill whose watching fails has healed', async () => {
  const commands: string[] = []
  await expect(drill({ ...GOOD, breaksAt: 10 }, commands)).rejects.toThrow('The stack does not answer')
  expect(commands).toEqual(['0 start ingress-down', '10 end'])
})

test('a stack that refuses the drill is an error, and nothing has to be healed', async () => {
  await expect(drill({ refuses: 'The drill "slow-app" is under way' })).rejects.toThrow('under way')
})

test('a stack that is not well yet is waited for', async () => {
  const { isGood, output, commands } = await drill({
    faultDomains: [[30, 'ingress']],
    pageFires: 70,
    pageEnds: 300,
    status: second => (second < 20 ? { parts: [part('edge', { state: 'starting' })] } : {}),
  })
  expect(output[0]).toBe('waiting for a healthy start: not all parts are ready')
  expect(commands[0]).toBe('20 start ingress-down')
  expect(isGood).toBe(true)
})

test('a stack that is well only when a minute and a half is over is not waited for', async () => {
  const starting = { parts: [part('edge', { state: 'starting' })] }
  const { isGood, commands } = await drill({ ...GOOD, status: second => (second < 90 ? starting : {}) })
  expect({ isGood, commands }).toEqual({ isGood: false, commands: [] })
})

test.each<[string, Partial<StatusInput>, string]>([
  [
    'in which a part is not ready',
    { parts: [part('edge', { state: 'restarting' })] },
    'The stack is not well enough to be broken on purpose: not all parts are ready',
  ],
  [
    'that is blind',
    { figures: { slos: [report('a')], faultDomain: 'none', blindFor: seconds(9) } },
    'The stack is not well enough to be broken on purpose: the fault domain is not known yet',
  ],
  [
    'without an SLO that was evaluated',
    { figures: { slos: [], faultDomain: 'none', blindFor: undefined } },
    'The stack is not well enough to be broken on purpose: no SLO has been evaluated yet',
  ],
  ['in which another drill is under way', { drill: 'slow-app' }, 'The drill "slow-app" is under way'],
  [
    'in which a page fires',
    { pages: [page({ title: 'the budget burns' })] },
    'A page already fires (the budget burns): wait until it is resolved',
  ],
])('a stack %s is not broken any further', async (_, status, reason) => {
  const { isGood, output, commands } = await drill({ status: () => status })
  expect({ isGood, commands, reason: output.at(-1) }).toEqual({ isGood: false, commands: [], reason })
})

test('a stack in which something is broken is not broken any further', async () => {
  const broken = { figures: { slos: [report('a')], faultDomain: 'app', blindFor: undefined } } as const
  const { isGood, output, commands } = await drill({ faultDomains: [[0, 'app']], status: () => broken })
  expect({ isGood, commands }).toEqual({ isGood: false, commands: [] })
  expect(output.at(-1)).toBe('The stack is not well enough to be broken on purpose: the fault domain is app')
})

test('a target that is none of ours and always fails keeps no drill from beginning', async () => {
  const neighbour = { figures: { slos: [report('a')], faultDomain: 'unknown', blindFor: undefined } } as const
  const { isGood, commands } = await drill({ ...GOOD, status: () => neighbour })
  expect({ isGood, commands }).toEqual({ isGood: true, commands: ['0 start ingress-down', '62 end'] })
})

test('a ticket that is open is no page, and does not keep a drill from beginning', async () => {
  const ticket = page({ severity: 'ticket' })
  const { commands } = await drill({ status: () => ({ pages: [ticket] }), interruptedAt: 3 })
  expect(commands).toContain('0 start ingress-down')
})

test('an interruption before the start breaks nothing', async () => {
  const { isGood, output, commands } = await drill({
    interruptedAt: 3,
    status: () => ({ parts: [part('a', { state: 'starting' })] }),
  })
  expect({ isGood, commands, last: output.at(-1) }).toEqual({ isGood: false, commands: [], last: 'interrupted' })
})

const UNSEEN: Promised = {
  says: 'something that visitors do not see',
  faultDomain: 'none',
  slos: ['web-edge-availability', 'web-ingress-availability'],
  isSilent: true,
  ticket: { alert: 'KubePodCrashLooping', within: seconds(300) },
}

test.each<[string, Script, isGood: boolean, ticketAfter: number | undefined, healed: number]>([
  ['in time', { ticketOpens: 200 }, true, 200, 201],
  // Nothing may page for as long as a page would have taken.
  ['early', { ticketOpens: 20 }, true, 20, 112],
  ['never', {}, false, undefined, 300],
  ['in time, and a page too', { ticketOpens: 200, pageFires: 30 }, false, 200, 201],
])('a drill that promises a ticket, which comes %s', async (_, script, isGood, ticketAfter, healed) => {
  const { score, output, commands, ...result } = await drill(script, [], 'ingress-down', UNSEEN)
  expect(result.isGood).toBe(isGood)
  expect(score.ticketAfter).toBe(ticketAfter === undefined ? undefined : seconds(ticketAfter))
  expect(commands).toEqual(['0 start ingress-down', `${healed} end`])
  const said = ticketAfter === undefined ? 'none' : humanDuration(seconds(ticketAfter))
  expect(output).toContain(`  ticket              ${said} (promised within 5 min)`)
})

test('the score has what was seen, and what was promised', async () => {
  const burnt = {
    figures: {
      slos: [report('web-edge-availability', { budgetRemaining: 0.951 })],
      faultDomain: 'none',
      blindFor: undefined,
    },
  } as const
  const { isGood, score } = await drill({ ...GOOD, status: second => (second > 62 && second < 200 ? burnt : {}) })
  expect({ isGood, ...score }).toEqual({
    isGood: true,
    name: 'ingress-down',
    firstFailure: seconds(3),
    faultDomain: 'ingress',
    namedAfter: seconds(8),
    pageAfter: seconds(62),
    pageDue: expect.closeTo(111_840),
    healedAfter: seconds(62),
    resolvedAfter: seconds(238),
    resolveDue: seconds(360),
    budgetSpent: expect.closeTo(0.02),
    silent: [],
    loud: [],
  })
})

test('a page about an SLO that the fault must not reach fails the drill', async () => {
  const { isGood, score } = await drill(
    {
      ...GOOD,
      faultDomains: [
        [8, 'edge'],
        [90, 'none'],
      ],
    },
    [],
    'edge-down',
  )
  expect({ isGood, silent: score.silent }).toEqual({ isGood: true, silent: ['web-ingress-availability'] })
  const both = { slos: ['web-edge-availability', 'web-ingress-availability'], title: 'two SLOs burn' }
  const loud = await drill(
    {
      ...GOOD,
      page: both,
      faultDomains: [
        [8, 'edge'],
        [90, 'none'],
      ],
    },
    [],
    'edge-down',
  )
  expect({ isGood: loud.isGood, loud: loud.score.loud, silent: loud.score.silent }).toEqual({
    isGood: false,
    loud: ['two SLOs burn'],
    silent: [],
  })
  expect(loud.output).toContainEqual(expect.stringContaining('a page fired that should not: two SLOs burn'))
})

describe('a drill in which nothing may page', () => {
  const SILENT: Script = {
    probeFails: 2,
    faultDomains: [
      [7, 'app'],
      [130, 'none'],
    ],
  }
  const silent = (script: Script) => drill(script, [], 'one-replica-down')

  test('is healed when a page would have come, and over when every path is good', async () => {
    const { isGood, asked, output, commands, score } = await silent(SILENT)
    expect({ isGood, commands }).toEqual({ isGood: true, commands: ['0 start one-replica-down', '112 end'] })
    expect(output).toContainEqual(expect.stringContaining('nothing may page within 1 min 52 s'))
    expect(output).toContainEqual(expect.stringContaining('nothing paged'))
    expect(score.silent).toEqual(['web-edge-availability', 'web-ingress-availability'])
    // Visitors see nothing of it: the probes that ask the app directly do.
    expect(asked).toEqual(['home edge, home ingress, home app'])
  })

  test.each<[string, Script]>([
    ['a page fires', { ...SILENT, pageFires: 60 }],
    ['a page about a probe fires', { ...SILENT, pageFires: 60, page: { slos: [], title: 'home fails on app' } }],
    ['the hop is not named', { ...SILENT, faultDomains: [] }],
    [
      'a hop still fails a minute after',
      {
        ...SILENT,
        faultDomains: [
          [7, 'app'],
          [180, 'none'],
        ],
      },
    ],
    ['it is interrupted', { ...SILENT, interruptedAt: 20 }],
  ])('fails when %s', async (_, script) => {
    const { isGood, commands } = await silent(script)
    expect(isGood).toBe(false)
    expect(commands.at(-1)).toMatch(/ end$/)
  })
})

describe('a drill in which the stack pages by itself', () => {
  const OWN: Partial<Page> = { id: `${OWN_PAGES} ${at(0)}`, slos: [], faultDomain: 'unknown' }
  const SCRIPT: Script = { pageFires: 61, pageEnds: 80, page: OWN }
  const paged = (script: Script) => drill(script, [], 'prometheus-down')

  test('is good when that page comes and goes, and no hop is named', async () => {
    const { isGood, commands, score } = await paged(SCRIPT)
    expect({ isGood, commands }).toEqual({ isGood: true, commands: ['0 start prometheus-down', '61 end'] })
    expect(score.silent).toEqual(['web-edge-availability', 'web-ingress-availability'])
  })

  test.each<[string, Script]>([
    ['a hop is named', { ...SCRIPT, faultDomains: [[8, 'app']] }],
    ['it comes too late', { ...SCRIPT, pageFires: 95 }],
    ['another page comes', { ...SCRIPT, page: {} }],
  ])('fails when %s', async (_, script) => expect((await paged(script)).isGood).toBe(false))

  test('another drill is not passed by it', async () => {
    const { isGood, score } = await drill({ ...GOOD, page: { ...OWN, title: 'No alert can page' } })
    expect({ isGood, loud: score.loud }).toEqual({ isGood: false, loud: ['No alert can page'] })
  })
})

describe('a drill of failures by chance', () => {
  const CHANCE: Script = {
    ...GOOD,
    faultDomains: [
      [100, 'unknown'],
      [160, 'app'],
      [170, 'unknown'],
      [1300, 'none'],
    ],
    pageFires: 1100,
    pageEnds: 1400,
  }

  test('is named by its page at the latest, whatever single failures look like before', async () => {
    const { isGood, commands } = await drill({ ...CHANCE, page: { faultDomain: 'app' } }, [], 'app-errors=5%')
    expect({ isGood, commands }).toEqual({ isGood: true, commands: ['0 start app-errors=5%', '1100 end'] })
  })

  test('fails when its page names another hop', async () =>
    expect((await drill({ ...CHANCE, page: { faultDomain: 'edge' } }, [], 'app-errors=5%')).isGood).toBe(false))
})
