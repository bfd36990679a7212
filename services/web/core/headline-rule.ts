import type { Tone } from '../../../slo/report/tones.ts'

/** The state of everything on the page, in one line and a sentence. */
export interface Headline {
  readonly tone: Tone
  readonly title: string
  readonly sentence: string
}
