import { describe, expect, test } from 'vitest'
import { goodSinceOf } from './recovery.ts'
import { figures, status } from './status.testkit.ts'

const at = (clock: string): string => `2026-02-05T${clock}.000Z`
const BURNING = { burnRate5m: 20, burnRate1h: 20, isProbed: true } as const
const ID = figures().id

/** Since when it is good in figures of 12:10:00. */
function since(slo: object, faultDomain: string, goodSince?: string): string | undefined {
  const pages =
    goodSince === undefined
      ? ({ source: 'not-connected', pages: [] } as const)
      : ({ source: 'answering', pages: [], goodSince: goodSince === '' ? {} : { [ID]: at(goodSince) } } as const)
  const found = goodSinceOf(
    figures({ ...BURNING, ...slo }),
    status({ takenAt: at('12:10:00'), faultDomain }, { pages }),
  )
  return found?.slice(11, 19)
}

describe('with a pager, which knows of each fault whether it is over', () => {
  test.each<[what: string, lastErrorAt: string, said: string, shown: string | undefined]>([
    ['it is what the pager says', '12:03:15', '12:03:15', '12:03:15'],
    ['it is never earlier than the last error in the figures of the same page', '12:03:30', '12:03:15', '12:03:30'],
    ['an error that the pager has not seen yet may begin another fault', '12:09:45', '12:03:15', undefined],
    ['nothing recovers of which the pager says nothing', '12:03:15', '', undefined],
  ])('%s', (_, lastErrorAt, said, shown) => {
    expect(since({ lastErrorAt: at(lastErrorAt) }, 'none', said)).toBe(shown)
  })
})

describe('without a pager', () => {
  test.each<[what: string, slo: object, faultDomain: string, shown: string | undefined]>([
    ['it is the last error, while no hop is named', { lastErrorAt: at('12:03:15') }, 'none', '12:03:15'],
    [
      'nor while probes fail that point at none: this SLO has no errors',
      { lastErrorAt: at('12:03:15') },
      'unknown',
      '12:03:15',
    ],
    ['not while such a failure may be its own', { lastErrorAt: at('12:09:30') }, 'unknown', undefined],
    ['not while a hop is named', { lastErrorAt: at('12:03:15') }, 'app', undefined],
    ['not while a hop may yet be named for that error', { lastErrorAt: at('12:09:30') }, 'none', undefined],
    ['not of an SLO that counts no probes', { lastErrorAt: at('12:03:15'), isProbed: false }, 'none', undefined],
    ['not where the time of errors is not recorded', {}, 'none', undefined],
    ['not of one that is well', { lastErrorAt: at('12:03:15'), burnRate5m: 0, burnRate1h: 0.2 }, 'none', undefined],
  ])('%s', (_, slo, faultDomain, shown) => expect(since(slo, faultDomain)).toBe(shown))
})
