import { at, listAt, numberAt, textAt } from '../../lib/json/path.ts'
import type { Tone } from '../../slo/report/tones.ts'
import { toneOf } from '../panels/tones.ts'

/** Which values are worse: the greater ones, or the lesser. */
export type Direction = 'greater is worse' | 'less is worse'

const SEVERITY: Readonly<Record<Tone, number>> = { good: 0, warn: 1, bad: 2, blind: 3 }

/** Which values are worse, by thresholds, else by the words of values; undefined where neither says. */
export function directionOf(thresholds: unknown, mappings: unknown): Direction | undefined {
  return of(stepsIn(thresholds)) ?? of(wordsIn(mappings))
}

type Toned = readonly [value: number, tone: Tone]

function of(toned: readonly Toned[]): Direction | undefined {
  const severities = [...toned].sort((a, b) => a[0] - b[0]).map(([, tone]) => SEVERITY[tone])
  if (severities.length === 0) return undefined
  const pairs = severities.slice(1).map((severity, index) => Math.sign(severity - (severities[index] ?? 0)))
  // A single line is one that should not be crossed upwards.
  if (pairs.every(sign => sign >= 0)) return 'greater is worse'
  return pairs.every(sign => sign <= 0) ? 'less is worse' : undefined
}

function stepsIn(thresholds: unknown): readonly Toned[] {
  return listAt(thresholds, 'steps').flatMap(step => {
    const value = numberAt(step, 'value')
    const tone = toneOf(textAt(step, 'color'))
    return value === undefined || tone === undefined ? [] : [[value, tone] as const]
  })
}

function wordsIn(mappings: unknown): readonly Toned[] {
  const words = Array.isArray(mappings) ? mappings.filter(mapping => textAt(mapping, 'type') === 'value') : []
  const toned = words.flatMap(mapping =>
    Object.entries(Object(at(mapping, 'options'))).flatMap(([value, result]) => {
      const tone = toneOf(textAt(result, 'color'))
      return tone === undefined ? [] : [[Number(value), tone] as const]
    }),
  )
  return toned.length > 1 ? toned : []
}
