/** How a panel judges a value. "blind" is a colour of its own: no data is never taken for good news. */
export const TONES = ['good', 'warn', 'bad', 'blind'] as const
export type Tone = (typeof TONES)[number]

/**
 * The colours of judgement. They differ in lightness as well as in hue, so that they stay apart for the colour-blind and
 * in print; a colour never stands without its text.
 */
export const TONE_COLOURS: Readonly<Record<Tone, string>> = {
  good: '#2a9d78',
  warn: '#f2b632',
  bad: '#d1333d',
  blind: '#7d64c8',
}

/** The colour of a panel that does not judge. */
export const NEUTRAL = '#5b8bd0'

/** Colours for series whose set is closed; none of them is one of judgement (after Okabe and Ito, and Paul Tol). */
export const SERIES_COLOURS = ['#4c8bd6', '#a06bc9', '#58b7cf', '#c98bb0', '#8a97a6', '#9a7b4f', '#33558b'] as const

/** From this value on, this is how good it is. */
export interface Step {
  readonly from: number
  readonly tone: Tone
}

/** How values are judged: steps, lowest first. What lies below the first step, and no value at all, is blind. */
export type Judgement = readonly Step[]

/** A Judgement from pairs of a lower bound and a tone. */
export function judgement(...steps: readonly (readonly [from: number, tone: Tone])[]): Judgement {
  return steps.map(([from, tone]) => ({ from, tone }))
}

/** The step of a quantity that can be any number below zero. */
export const ANY_NEGATIVE = -1e9

/** The tone of a colour that was written into a panel; undefined for a colour that does not judge. */
export function toneOf(colour: string): Tone | undefined {
  return TONES.find(tone => TONE_COLOURS[tone] === colour)
}
