import { FAULT_WORDS, type ShownFault, shownFault } from './fault-words.ts'
import type { Freshness } from './freshness.ts'
import { STANDING_WORDS, type Standing, standingOf, type Tone } from './standing.ts'
import { type Status, shownSlos } from './status.ts'

/** The whole page in one line and a sentence. */
export interface Headline {
  readonly tone: Tone
  readonly title: string
  readonly sentence: string
}

interface Facts {
  readonly total: number
  readonly fault: ShownFault
  readonly isStale: boolean
  readonly isPaging: boolean
  readonly count: (standing: Standing) => number
}

type Rule = (facts: Facts) => Headline | undefined

/** The first rule that has something to say wins, so they stand from the worst news to the best. */
const RULES: readonly Rule[] = [
  ({ isStale }) => (isStale ? blind('There are no fresh figures, so nobody knows how the site is doing.') : undefined),
  broken,
  facts =>
    counted(facts, 'burning-fast', 'bad', 'burning fast', 'The error budget goes many times faster than it may.'),
  facts => counted(facts, 'overspent', 'bad', 'overspent', 'More went wrong in this period than was promised.'),
  facts => counted(facts, 'burning', 'warn', 'burning', 'The error budget goes faster than it may.'),
  ({ fault }) => (fault === 'unknown' ? FAULT_WORDS.unknown : undefined),
  ({ total }) => (total === 0 ? blind('No SLO has been evaluated yet.') : undefined),
  ({ fault }) => (FAULT_WORDS[fault].tone === 'blind' ? blind(FAULT_WORDS[fault].sentence) : undefined),
  facts => counted(facts, 'blind', 'blind', 'without data', 'What is not measured is not known to be well.'),
  ({ isPaging }) =>
    isPaging
      ? { tone: 'warn', title: 'A page is firing', sentence: 'The figures are well again; the page is not closed yet.' }
      : undefined,
  facts => counted(facts, 'recovering', 'warn', 'recovering', 'Errors have stopped; the last hour still shows them.'),
]

const ALL_WELL: Headline = {
  tone: 'good',
  title: 'Every promise is kept',
  sentence: 'Probes get through on every path, and no error budget burns too fast.',
}

/** The one line that the page opens with. */
export function headlineOf(status: Status, freshness: Freshness): Headline {
  const standings = shownSlos(status).map(standingOf)
  const facts: Facts = {
    total: standings.length,
    fault: shownFault(status.snapshot?.faultDomain),
    isStale: freshness.isStale,
    isPaging: status.pages.pages.some(({ status, severity }) => status === 'firing' && severity === 'page'),
    count: standing => standings.filter(other => other === standing).length,
  }
  for (const rule of RULES) {
    const headline = rule(facts)
    if (headline !== undefined) return headline
  }
  return ALL_WELL
}

/** A broken hop, with what it does to the promises; where and why stands further down on the page. */
function broken(facts: Facts): Headline | undefined {
  const { title, tone } = FAULT_WORDS[facts.fault]
  if (tone !== 'bad') return undefined
  const hurt = (['burning-fast', 'overspent', 'burning'] as const).filter(standing => facts.count(standing) > 0)
  const words = hurt.map(standing => `${facts.count(standing)} ${STANDING_WORDS[standing].word.toLowerCase()}`)
  const sentence =
    words.length === 0
      ? 'No error budget burns fast yet.'
      : `Of ${facts.total} ${facts.total === 1 ? 'promise' : 'promises'}: ${words.join(', ')}.`
  return { tone, title, sentence }
}

function blind(sentence: string): Headline {
  return { tone: 'blind', title: 'Blind', sentence }
}

function counted(facts: Facts, standing: Standing, tone: Tone, words: string, sentence: string): Headline | undefined {
  const count = facts.count(standing)
  if (count === 0) return undefined
  const noun = standing === 'overspent' ? 'error budget' : 'promise'
  return { tone, title: `${count} of ${facts.total} ${noun}${facts.total === 1 ? '' : 's'} ${words}`, sentence }
}
