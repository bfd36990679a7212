import type { Tone } from '../../../slo/report/tones.ts'
import type { FaultWords, ShownFault } from './faults/domain-words.ts'
import { faultWords } from './faults/fault-words.ts'
import type { Freshness } from './freshness.ts'
import type { Headline } from './headline-rule.ts'
import { goodSinceOf, recoverySentence } from './recovery.ts'
import { shownNow } from './shown-now.ts'
import { STANDING_WORDS, type Standing } from './standing.ts'
import { type Status, shownSlos } from './status.ts'
import { pagesUnknown, shownStanding } from './watch-words.ts'

interface Facts {
  readonly total: number
  readonly fault: ShownFault
  readonly words: FaultWords
  /** Whether the hop that is named answers, only slower than it should. */
  readonly isSlow: boolean
  readonly isStale: boolean
  readonly isPaging: boolean
  /** The headline while no page could arrive. */
  readonly pagesUnknown: Headline | undefined
  /** Since when every probe of the SLOs that recover is good, as a sentence. */
  readonly recovery: string
  readonly count: (standing: Standing) => number
}

type Rule = (facts: Facts) => Headline | undefined

/** The first rule that applies wins: they are ordered from the worst state to the best. */
const RULES: readonly Rule[] = [
  ({ isStale }) => (isStale ? blind('There are no fresh figures, so the state of the site is unknown.') : undefined),
  broken,
  facts =>
    counted(facts, 'burning-fast', 'bad', 'burning fast', 'The error budget burns many times faster than allowed.'),
  facts =>
    counted(facts, 'overspent', 'bad', 'overspent', 'There were more errors in this period than the objective allows.'),
  facts => counted(facts, 'burning', 'warn', 'burning', 'The error budget burns faster than allowed.'),
  facts => (facts.fault === 'unknown' || facts.isSlow ? (facts.pagesUnknown ?? besideRecovery(facts)) : undefined),
  ({ total }) => (total === 0 ? blind('No SLO has been evaluated yet.') : undefined),
  ({ words }) => (words.tone === 'blind' ? blind(words.sentence) : undefined),
  facts => counted(facts, 'blind', 'blind', 'without data', 'Without measurements an SLO cannot be judged.'),
  facts => facts.pagesUnknown,
  recovering,
  ({ isPaging }) =>
    isPaging
      ? {
          tone: 'warn',
          title: 'A page is firing',
          sentence: 'The figures are back within their objectives; the page is not resolved yet.',
        }
      : undefined,
]

const ALL_WELL: Headline = {
  tone: 'good',
  title: 'All SLOs are met',
  sentence: 'Probes succeed on every path, and no error budget burns too fast.',
}

/** The headline of the status page. */
export function headlineOf(status: Status, freshness: Freshness, now: string): Headline {
  const standings = shownSlos(status).map(slo => shownStanding(slo, status, freshness))
  const { fault, details } = shownNow(status, freshness)
  const facts: Facts = {
    total: standings.length,
    fault,
    words: faultWords(fault, details),
    isSlow: details.isSlow === true,
    isStale: freshness.isStale,
    isPaging: status.pages.pages.some(({ status, severity }) => status === 'firing' && severity === 'page'),
    pagesUnknown: pagesUnknown(status),
    recovery: recoveryOf(status, now),
    count: standing => standings.filter(other => other === standing).length,
  }
  for (const rule of RULES) {
    const headline = rule(facts)
    if (headline !== undefined) return headline
  }
  return ALL_WELL
}

/** What fails and spends nothing, and what recovers meanwhile. */
function besideRecovery({ words, count, recovery }: Facts): Headline {
  const { title, tone, sentence } = words
  return { title, tone, sentence: count('recovering') === 0 ? sentence : `${sentence} ${recovery}` }
}

/** Errors that have stopped, and until when they are in the windows; a page may fire for that long. */
function recovering(facts: Facts): Headline | undefined {
  const until = facts.isPaging ? ' A page fires until one of its windows has cleared.' : ''
  return counted(facts, 'recovering', 'warn', 'recovering', `${facts.recovery}${until}`)
}

/** Of the SLO that recovered last; without a pager nothing says since when. */
function recoveryOf(status: Status, now: string): string {
  const recoveries = shownSlos(status).flatMap(slo => {
    const goodSince = goodSinceOf(slo, status)
    return goodSince === undefined ? [] : [{ goodSince, burnRate5m: slo.burnRate5m, burnRate1h: slo.burnRate1h }]
  })
  const latest = recoveries.toSorted((one, other) => one.goodSince.localeCompare(other.goodSince)).at(-1)
  if (latest === undefined) {
    return 'Errors are within the objective again over 5 minutes; over an hour there are still too many.'
  }
  return `${recoverySentence({ ...latest, whose: recoveries.length === 1 ? 'its' : 'their' }, now)}.`
}

const HURT = ['burning-fast', 'overspent', 'burning'] as const

/** A broken hop, with its effect on the SLOs; the page says further down where and why. */
function broken(facts: Facts): Headline | undefined {
  const { title, tone } = facts.words
  // A slow hop that spends budget is worth a headline of its own; before that others may be worse.
  const isHurting = facts.isSlow && HURT.some(standing => facts.count(standing) > 0)
  if (tone !== 'bad' && !isHurting) return undefined
  const hurt = HURT.filter(standing => facts.count(standing) > 0)
  const words = hurt.map(standing => `${facts.count(standing)} ${STANDING_WORDS[standing].word.toLowerCase()}`)
  const calm = facts.count('recovering') > 0 ? facts.recovery : 'No error budget burns fast yet.'
  const sentence =
    words.length === 0 ? calm : `Of ${facts.total} ${facts.total === 1 ? 'SLO' : 'SLOs'}: ${words.join(', ')}.`
  return { tone, title, sentence }
}

function blind(sentence: string): Headline {
  return { tone: 'blind', title: 'Blind', sentence }
}

function counted(facts: Facts, standing: Standing, tone: Tone, words: string, sentence: string): Headline | undefined {
  const count = facts.count(standing)
  if (count === 0) return undefined
  const noun = standing === 'overspent' ? 'error budget' : 'SLO'
  return { tone, title: `${count} of ${facts.total} ${noun}${facts.total === 1 ? '' : 's'} ${words}`, sentence }
}
