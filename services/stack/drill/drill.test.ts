import { expect, test } from 'vitest'
import { type Duration, seconds } from '../../../lib/duration.ts'
import type { FaultDomain } from '../../prober/contract/names.ts'
import type { Page } from '../contract/page.ts'
import type { StackClient } from '../control/stack-client.ts'
import { type StatusInput, statusDocument } from '../control/status-document.ts'
import { definedSlo, moment, page, part, report } from '../stack.testkit.ts'
import { runDrill } from './drill.ts'
import { DRILLS, type Drill } from './drills.ts'

const BEGAN = Date.parse('2026-02-05T12:00:00.000Z')
const DRILL: Drill = DRILLS['ingress-down']
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
  readonly refuses?: string
  readonly breaksAt?: number
}

/** A fake of the running stack, scripted by the second, with a clock that only pauses move. */
async function drill(script: Script, commands: string[] = []) {
  let second = 0
  let renewed = 0
  const output: string[] = []
  const ending = new AbortController()
  const happened = (moment: number | undefined): boolean => moment !== undefined && second >= moment
  const firing = page({ startedAt: at(script.pageFires ?? 0), ...script.page })
  const client: StackClient = {
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
    },
    async renewDrill() {
      renewed++
    },
    async endDrill() {
      commands.push(`${second} end`)
    },
    async faultOn(routes) {
      expect([...routes.routes]).toEqual(['home edge', 'home ingress'])
      if (happened(script.breaksAt)) throw new Error('The stack does not answer')
      const domain = script.faultDomains?.findLast(([moment]) => second >= moment)?.[1] ?? 'none'
      return { domain, evidence: domain === 'none' ? [] : [`${domain} does not answer`] }
    },
    countedWithin: async () => script.counted,
    failuresSince: async () => (happened(script.probeFails) ? ['new', 'old'] : ['old']),
  }
  const isGood = runDrill('ingress-down', DRILL, {
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
  return { isGood: await isGood, output, commands, renewed }
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
  const { isGood, output, commands } = await drill(GOOD)
  expect(isGood).toBe(true)
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
  expect(output.at(-1)).toContain('the page is not resolved within 6 min')
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
