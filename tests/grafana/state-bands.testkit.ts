import { listAt, numberAt, textAt } from '../../lib/json/path.ts'

/** A band between two thresholds, as a state timeline names it. */
export interface Band {
  readonly text: string
  readonly colour: string
}

/**
 * The bands that a state timeline shows instead of values when it merges equal values and is coloured by thresholds:
 * each reaches from its own bound to the next, and words of value mappings are not looked at
 * (https://github.com/grafana/grafana/issues/41075). Undefined where values are shown as they are.
 */
export function bandOf(value: number, field: unknown, options: unknown): Band | undefined {
  const isMerged = (options as { mergeValues?: boolean }).mergeValues === true
  if (!isMerged || textAt(field, 'color', 'mode') !== 'thresholds') return undefined
  const steps = listAt(field, 'thresholds', 'steps').map(step => ({
    from: numberAt(step, 'value') ?? Number.NEGATIVE_INFINITY,
    colour: textAt(step, 'color'),
  }))
  const index = steps.findLastIndex(({ from }) => value >= from)
  const band = steps[index]
  if (band === undefined) return undefined
  const next = steps[index + 1]
  return {
    text: next === undefined ? `${bound(band.from)}+` : `${bound(band.from)} - ${bound(next.from)}`,
    colour: band.colour,
  }
}

function bound(value: number): string {
  return value === Number.NEGATIVE_INFINITY ? '-∞' : String(value)
}
