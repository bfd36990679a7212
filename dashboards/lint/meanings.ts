import type { Tone } from '../../slo/report/tones.ts'

/** What the names of series mean, as a tone. */
const NAMES: readonly (readonly [name: RegExp, tone: Tone])[] = [
  [/\b5xx$|^(bad|failed|error|Failed)$/, 'bad'],
  [/\b4xx$|^(dropped|unschedulable|Pending)$/, 'warn'],
  [/^Unknown$/, 'blind'],
]

/** The tone that the name of a series means; undefined for a name that judges nothing. */
export function meaningOfName(name: string): Tone | undefined {
  return NAMES.find(([pattern]) => pattern.test(name))?.[1]
}

/** Every word that stands for a value, by what it means. */
const WORDS: Readonly<Record<Tone, readonly string[]>> = {
  good: [
    'good',
    'none',
    'quiet',
    'works',
    'loaded',
    'reports',
    'heartbeat',
    'all report',
    'all ready',
    'all hops answer',
    'not failing',
    'not burning',
  ],
  warn: ['some fail', 'ticket open', 'maintenance', 'place not clear', 'holds'],
  bad: [
    'all fail',
    'fails',
    'paging',
    'rejected',
    'no heartbeat',
    'spent',
    'holds',
    'DNS broken',
    'edge broken',
    'ingress broken',
    'app broken',
  ],
  blind: ['silent', 'blind', 'prober in doubt'],
}

/** The tones that a word can have; none for a word that is not known. */
export function meaningsOfWord(word: string): readonly Tone[] {
  return (Object.keys(WORDS) as Tone[]).filter(tone => WORDS[tone].includes(word))
}
