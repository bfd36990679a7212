import type { Tone } from '../../slo/report/tones.ts'
import { ANY_NEGATIVE, type Thresholds } from './thresholds.ts'

/** The description of a panel, for an on-call who sees it for the first time, at night. */
export interface About {
  /** What it shows. */
  readonly what: string
  /** How it is computed, and from which series. */
  readonly how: string
  /** What to do when it is red, or looks wrong. */
  readonly act: string
  /** The page to open then: a path in the repository. */
  readonly runbook: string
}

const TONE_WORDS: Readonly<Record<Tone, string>> = {
  good: 'green, good',
  warn: 'yellow, watch',
  bad: 'red, act',
  blind: 'purple, unknown',
}

/** The panel's description, as Markdown; the colours are described from the thresholds that set them. */
export function describePanel(about: About, thresholds: Thresholds, format: (value: number) => string): string {
  const colours = thresholds.map(({ from, tone }) =>
    from <= ANY_NEGATIVE ? `below the rest ${TONE_WORDS[tone]}` : `from ${format(from)} ${TONE_WORDS[tone]}`,
  )
  return [
    `**What.** ${about.what}`,
    `**How.** ${about.how}`,
    `**When red.** ${about.act}`,
    ...(colours.length === 0 ? [] : [`**Colours.** ${[...colours, 'no data purple'].join(' · ')}.`]),
    `**Runbook.** ${about.runbook}`,
  ].join('\n\n')
}
