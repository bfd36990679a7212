import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ARGO_BACKGROUND, ARGO_INLINE, argo } from './argo.ts'
import { type Cheaper, type Comparison, compareRules } from './comparison.ts'
import { cheaperSentences, comparisonTable, DAGGER, DOUBLE_DAGGER } from './comparison-table.ts'
import { FLAGGER_DEFAULTS, FLAGGER_GUIDE, flagger } from './flagger.ts'
import { noGate } from './plain-rules.ts'
import type { ModelledRelease } from './release.ts'
import { OURS } from './rules.ts'

const STORED: Comparison = JSON.parse(readFileSync('ci/release/simulation.json', 'utf8'))

const NEVER = () => 0.999999
const bad = (failing: number): ModelledRelease => ({ says: 'bad', failing })

test('the stored run is of this code: its first runs, repeated, come to the same figures', () => {
  const repeated = compareRules(STORED.seed, STORED.firstRuns)
  const figures = ({ releases }: Comparison) =>
    releases.map(({ says, outcomes }) => ({ says, outcomes: outcomes.map(({ rule, first }) => ({ rule, first })) }))
  expect(figures(STORED)).toEqual(figures(repeated))
})

describe('in the stored run', () => {
  const healthy = STORED.releases.filter(({ isHealthy }) => isHealthy)
  const others = STORED.releases.filter(({ isHealthy }) => !isHealthy)
  const own = ({ outcomes }: Comparison['releases'][number]) => outcomes.find(({ rule }) => rule === OURS)

  // Alpha of the whole gate is one in a thousand.
  test.each(healthy)('ours takes back at most one in a thousand that is $says', release =>
    expect((own(release)?.takenBack ?? 1) - (own(release)?.withdrawn ?? 1)).toBeLessThanOrEqual(0.001),
  )

  test('one that could not be judged is withdrawn: where what judges is cut off for long, each', () =>
    expect(healthy.filter(release => (own(release)?.withdrawn ?? 0) > 0.01).map(({ says }) => says)).toEqual([
      'good; what judges it is cut off for 60 s once',
    ]))

  test.each([
    [5, 0],
    [10, 0],
    [60, 1],
  ])('where what judges is cut off for %d s, ours withdraws this part of healthy ones: %d', (seconds, part) => {
    const release = healthy.find(({ says }) => says.includes(`cut off for ${seconds} s`))
    expect(release && own(release)).toMatchObject({ takenBack: part, withdrawn: part })
  })

  test('ours takes back each that is bad, but for a part of those between its two hypotheses', () =>
    expect(others.filter(release => own(release)?.takenBack !== 1).map(({ says }) => says)).toEqual(['1 % fails']))

  test.each(others)('of $says each rule that costs users less than ours has its mark, by its own figures', release => {
    const cheaper = release.outcomes.filter(
      ({ failedRequests }) => failedRequests < (own(release)?.failedRequests ?? 0),
    )
    const isSparing = (rule: string): boolean =>
      healthy.every(
        each => (each.outcomes.find(one => one.rule === rule)?.takenBack ?? 1) <= (own(each)?.takenBack ?? 0),
      )
    const expected = cheaper.map(({ rule }) => `${rule} ${isSparing(rule) ? DAGGER : DOUBLE_DAGGER}`)
    const table = comparisonTable(STORED)
    const row = table.find(([says]) => says === release.says) ?? []
    const marked = row.flatMap((cell, column) => {
      const [, mark] = /([†‡])/.exec(cell) ?? []
      return mark === undefined ? [] : [`${table[0]?.[column]} ${mark}`]
    })
    expect(marked).toEqual(expected)
  })

  test('no rule costs users less that spares as many healthy ones; these cost less and do not', () =>
    expect(
      STORED.releases.flatMap(({ says, cheaper }) => cheaper.map(one => `${markOf(one)} ${one.rule}: ${says}`)),
    ).toEqual(CHEAPER))

  test('each mark has a sentence with the figures of both, and with what is taken back for it', () => {
    const sentences = cheaperSentences(STORED)
    expect(sentences).toHaveLength(CHEAPER.length)
    for (const sentence of sentences)
      expect(sentence).toMatch(/^[†‡] \*[^*]+\*: .+ costs [\d,]+, ours [\d,]+, and takes back .+\. It /)
  })
})

const markOf = ({ dearer }: Cheaper): string => (dearer.length === 0 ? DAGGER : DOUBLE_DAGGER)

/** Where another rule costs users less than ours; the guide says at what price. */
const CHEAPER: readonly string[] = [
  '‡ Flagger, defaults: 1 % fails',
  '‡ Flagger, defaults: 3 % fails',
  '‡ Flagger, defaults: half fails, from a minute after its start',
]

test('a rule that costs less and spares as many is marked with one dagger', () => {
  const [first] = STORED.releases.filter(({ isHealthy }) => !isHealthy)
  if (first === undefined) throw new RangeError('no release is bad')
  const marked = { ...STORED, releases: [{ ...first, cheaper: [{ rule: 'curl once', dearer: [] }] }] }
  expect(comparisonTable(marked)[1]?.filter(cell => cell.includes(DAGGER))).toEqual([
    expect.stringMatching(/^\d+ †, .* pass$/),
  ])
  expect(cheaperSentences(marked)[0]).toMatch(/and takes back no more healthy ones\. It asks one time/)
})

describe('the models do what their sources say', () => {
  test('without a gate a bad release stays until a person sees it', () =>
    expect(noGate(bad(1))).toEqual({ isTakenBack: false, seconds: 40, failedRequests: 40 * (20 + 1220) }))

  test('Flagger by default takes back at the look after the first failed check', () =>
    expect(flagger(FLAGGER_DEFAULTS, bad(1), NEVER)).toEqual({
      isTakenBack: true,
      seconds: 120,
      failedRequests: 40 * 0.05 * 120,
    }))

  test('Flagger in its guide takes back at the look after the tenth', () =>
    expect(flagger(FLAGGER_GUIDE, bad(1), NEVER)).toMatchObject({ isTakenBack: true, seconds: 110 }))

  test('a release of which less than 1 % fails is promoted at half of the requests', () =>
    expect(flagger(FLAGGER_DEFAULTS, bad(0), NEVER)).toEqual({ isTakenBack: false, seconds: 600, failedRequests: 0 }))

  test('a query that fails is a failed check of Flagger, and each minute it is one of them that takes back', () => {
    const blind: ModelledRelease = { says: 'cut off', failing: 0, blindSeconds: 60 }
    expect(flagger(FLAGGER_DEFAULTS, blind, NEVER)).toMatchObject({ isTakenBack: true, seconds: 120 })
    expect(flagger(FLAGGER_GUIDE, blind, NEVER).isTakenBack).toBe(false)
  })

  test('the 99th percentile of one that takes twice as long is within half a second, of ten times as long it is not', () => {
    const slow = (slowdown: number): ModelledRelease => ({ says: 'slow', failing: 0, slowdown })
    expect(flagger(FLAGGER_DEFAULTS, slow(2), NEVER).isTakenBack).toBe(false)
    expect(flagger(FLAGGER_DEFAULTS, slow(10), NEVER).isTakenBack).toBe(true)
  })

  test('Argo Rollouts lets no failed measurement pass by default', () =>
    expect(argo(ARGO_INLINE, bad(1), NEVER)).toEqual({
      isTakenBack: true,
      seconds: 300,
      failedRequests: 40 * 0.2 * 300,
    }))

  test('with a limit of three it aborts at the fourth', () =>
    expect(argo(ARGO_BACKGROUND, bad(1), NEVER)).toMatchObject({ isTakenBack: true, seconds: 1500 }))
})
