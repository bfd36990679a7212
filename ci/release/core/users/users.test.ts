import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../../lib/seeded-random.ts'
import {
  countedAfter,
  NOTHING_COUNTED,
  type PodCounter,
  requestsOf,
  type UsersAnswer,
  type UsersCounted,
} from './counted.ts'
import { stoppedSentence, usersNote, usersReport } from './report.ts'
import { isStoppedByUsers } from './users-test.ts'

const pod = (name: string, release: string, requests: number, failed = 0): PodCounter => ({
  pod: name,
  release,
  requests,
  failed,
})

/** What was counted after readings, the first of which is where counting begins. */
function counted(...readings: readonly (readonly PodCounter[] | string)[]): UsersCounted {
  return readings.reduce<UsersCounted>((before, reading) => {
    const answer: UsersAnswer =
      typeof reading === 'string' ? { unknown: reading } : { pods: reading, ingress: undefined }
    return countedAfter(before, answer)
  }, NOTHING_COUNTED)
}

describe('what is counted', () => {
  test('grows from the first reading on, by release', () => {
    const seen = counted([pod('a', 'v1', 900), pod('b', 'v1', 800, 3)], [pod('a', 'v1', 910), pod('b', 'v1', 830, 4)])
    expect(requestsOf(seen)).toEqual(new Map([['v1', { requests: 40, failed: 1 }]]))
  })

  test('of a pod that comes later all counts, also where a container begins again at 0', () => {
    const seen = counted(
      [pod('a', 'v1', 900)],
      [pod('a', 'v1', 910), pod('c', 'v2-canary', 12, 2)],
      [pod('a', 'v1', 920), pod('c', 'v2-canary', 5, 1)],
    )
    expect(requestsOf(seen).get('v2-canary')).toEqual({ requests: 17, failed: 3 })
  })

  test('a pod that a reading lacks is not counted from 0 when it is there again', () => {
    const seen = counted([pod('a', 'v1', 900)], [pod('b', 'v1', 10)], [pod('a', 'v1', 905), pod('b', 'v1', 12)])
    expect(requestsOf(seen)).toEqual(new Map([['v1', { requests: 17, failed: 0 }]]))
  })

  test('a Prometheus that was away for a while loses nothing but the time until its first answer', () => {
    const seen = counted('away', [pod('a', 'v1', 900)], 'away', [pod('a', 'v1', 950)])
    expect(requestsOf(seen)).toEqual(new Map([['v1', { requests: 50, failed: 0 }]]))
    expect(usersReport(seen, 'v2-canary').unknown).toBeUndefined()
  })

  test.each([
    [['PROMETHEUS_URL names none'], /is not known, and changes nothing: PROMETHEUS_URL names none\.$/],
    [[[pod('a', 'v1', 900)]], /is not known, and changes nothing: Prometheus was read less than twice\.$/],
    [
      [[pod('a', 'v1', 900)], [pod('a', 'v1', 950)], 'Prometheus does not answer: refused'],
      /They are known up to the last answer of Prometheus: Prometheus does not answer: refused\.$/,
    ],
  ] as const)('what is not known is said: %j', (readings, says) =>
    expect(usersNote(usersReport(counted(...readings), 'v2-canary'))).toMatch(says),
  )
})

/** Readings each five seconds of a canary and two old pods that users ask forty times a second. */
function watched(
  rateOf: (who: 'canary' | 'old', span: number) => number,
  random: () => number,
  spans = 12,
): { readonly stoppedAt: number | undefined; readonly seen: UsersCounted } {
  const pods = [pod('a', 'v1', 5000, 9), pod('b', 'v1', 5000, 7), pod('c', 'v2-canary', 0)]
  let seen = counted([...pods])
  for (let span = 0; span < spans; span += 1) {
    for (const [index, each] of pods.entries()) {
      const requests = 60 + Math.floor(random() * 14)
      const rate = rateOf(each.release === 'v1' ? 'old' : 'canary', span)
      const failed = Array.from({ length: requests }).filter(() => random() < rate).length
      pods[index] = pod(each.pod, each.release, each.requests + requests, each.failed + failed)
    }
    seen = countedAfter(seen, { pods: [...pods], ingress: undefined })
    if (isStoppedByUsers(seen, 'v2-canary')) return { stoppedAt: (span + 1) * 5, seen }
  }
  return { stoppedAt: undefined, seen }
}

function stoppedOf(runs: number, rateOf: Parameters<typeof watched>[0]): readonly (number | undefined)[] {
  const random = seededRandom(20)
  return Array.from({ length: runs }, () => watched(rateOf, random).stoppedAt)
}

describe('users’ requests', () => {
  test.each([
    ['nothing fails', () => 0],
    ['0.2 % of both fails', () => 0.002],
    ['3 % of both fails', () => 0.03],
    ['half of both fails', () => 0.5],
    ['both fail wholly for five seconds', (_: string, span: number) => (span === 3 ? 1 : 0.002)],
    ['only the old release fails', (who: string) => (who === 'old' ? 0.5 : 0.002)],
    ['the canary fails wholly in one reading', (who: string, span: number) => (who === 'canary' && span === 2 ? 1 : 0)],
  ] as const)('stop no canary where %s', (_, rateOf) => {
    expect(stoppedOf(500, rateOf).filter(at => at !== undefined)).toEqual([])
  })

  test.each([
    [0.5, 10],
    [0.1, 15],
    [0.03, 60],
  ])('stop one that answers %d of them with 5xx, 19 of 20 within %d s', (rate, within) => {
    const at = stoppedOf(200, who => (who === 'canary' ? rate : 0.002)).map(one => one ?? Number.POSITIVE_INFINITY)
    expect(at.filter(one => one <= within).length).toBeGreaterThanOrEqual(190)
  })

  test('that stop it are said with those of the old release', () => {
    const { seen } = watched(who => (who === 'canary' ? 0.5 : 0), seededRandom(4))
    expect(stoppedSentence(usersReport(seen, 'v2-canary'))).toMatch(
      /^Roll back: \d+ of \d+ requests of users that v2-canary answered failed \(5xx\); of v1 0 of \d+ at the same time; 3 % would be too many\.$/,
    )
  })
})
