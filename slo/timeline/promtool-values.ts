/** A stretch of a counter: so many samples, each so much higher than the one before. */
export interface Stretch {
  readonly samples: number
  readonly step: number
  /** `gap`: nothing is scraped; `restart`: the counter begins again at zero. */
  readonly kind?: 'gap' | 'restart'
}

/** A counter over time in promtool's expanding notation; without a first value it starts at zero. */
export function counterValues(stretches: readonly Stretch[], first = 0): string {
  let value = first
  let isFirst = true
  const parts = stretches.map(({ samples, step, kind }) => {
    if (samples <= 0) return ''
    if (kind === 'gap') {
      // What happens while nobody looks is counted all the same.
      value += step * samples
      return `_x${samples}`
    }
    const start = kind === 'restart' ? step : isFirst ? value : value + step
    isFirst = false
    value = start + step * (samples - 1)
    // The notation repeats its start, so `a+bx3` is four samples.
    return `${round(start)}+${round(step)}x${samples - 1}`
  })
  return parts.filter(part => part !== '').join(' ')
}

function round(value: number): number {
  return Number(value.toPrecision(12))
}
