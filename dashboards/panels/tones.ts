import type { Tone } from '../../slo/report/tones.ts'

/**
 * The colour of each tone; "blind" has one of its own, so that no data never looks like good news. They differ in
 * lightness as well as in hue, so that they stay apart for the colour-blind and in print; a colour never stands without
 * its text.
 */
export const TONE_COLOURS: Readonly<Record<Tone, string>> = {
  good: '#2a9d78',
  warn: '#f2b632',
  bad: '#d1333d',
  blind: '#7d64c8',
}

/** Every tone. */
export const TONES = ['good', 'warn', 'bad', 'blind'] as const satisfies readonly Tone[]

/** The colour of a panel without thresholds. */
export const NEUTRAL = '#5b8bd0'

/** Colours for series whose set is closed; none of them is the colour of a tone (after Okabe and Ito, and Paul Tol). */
export const SERIES_COLOURS = ['#4c8bd6', '#a06bc9', '#58b7cf', '#c98bb0', '#8a97a6', '#9a7b4f', '#33558b'] as const

/** The tone of a colour that was written into a panel; undefined for a colour that is no tone's. */
export function toneOf(colour: string): Tone | undefined {
  return TONES.find(tone => TONE_COLOURS[tone] === colour)
}
