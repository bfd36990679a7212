/** The position of values on an axis, 0 at its lower end and 1 at its upper, and the values of its ticks. */
export interface Axis {
  readonly place: (value: number) => number
  readonly ticks: readonly number[]
}

const WANTED_TICKS = 4
/** Values that differ by less, absolutely or relatively, are equal within the precision of floating point. */
const FLAT = 1e-12
const FLAT_PART = 1e-9

/** The ends that are fixed, and the base of the unit. */
interface AxisWish {
  readonly min: number | undefined
  readonly max: number | undefined
  readonly base: 1000 | 1024
}

/** An axis that holds all values, on numbers that are round in the unit's base. */
export function linearAxis(values: readonly number[], wish: AxisWish): Axis {
  if (wish.base === 1000) return roundAxis(values, wish.min, wish.max)
  const highest = Math.max(1, ...values.filter(Number.isFinite))
  const unit = wish.base ** Math.floor(Math.log(highest) / Math.log(wish.base))
  const inUnit = (value: number | undefined) => (value === undefined ? undefined : value / unit)
  const axis = roundAxis(
    values.map(value => value / unit),
    inUnit(wish.min),
    inUnit(wish.max),
  )
  return { place: value => axis.place(value / unit), ticks: axis.ticks.map(tick => tick * unit) }
}

function roundAxis(values: readonly number[], fixedMin: number | undefined, fixedMax: number | undefined): Axis {
  const known = values.filter(Number.isFinite)
  const lowest = fixedMin ?? (known.length === 0 ? 0 : Math.min(...known))
  const highest = Math.max(fixedMax ?? Math.max(lowest, ...known), lowest)
  const flat = Math.max(FLAT, FLAT_PART * Math.max(Math.abs(lowest), Math.abs(highest)))
  const isFlat = highest - lowest < flat
  const hangs = isFlat && fixedMax !== undefined && fixedMin === undefined
  const low = hangs ? highest - 1 : lowest
  const high = isFlat && !hangs ? Math.max(low + 1, highest) : highest
  const step = roundStep((high - low) / WANTED_TICKS)
  const from = Math.floor(low / step) * step
  const to =
    fixedMax !== undefined && high === fixedMax ? fixedMax : Math.max(from + step, Math.ceil(high / step - 1e-9) * step)
  const count = Math.floor((to - from) / step + 1e-9)
  const ticks = Array.from({ length: count + 1 }, (_, index) => Number((from + index * step).toPrecision(12)))
  return { place: value => (value - from) / (to - from || 1), ticks }
}

/** An axis that is linear up to 1 and logarithmic above. */
export function logarithmicAxis(values: readonly number[]): Axis {
  const highest = Math.max(10, ...values.filter(Number.isFinite))
  const decades = Math.ceil(Math.log10(highest))
  const fold = (value: number): number => (value <= 1 ? Math.max(0, value) : 1 + Math.log10(value))
  return {
    place: value => fold(value) / (1 + decades),
    ticks: [0, ...Array.from({ length: decades + 1 }, (_, power) => 10 ** power)],
  }
}

/** 1, 2 or 5 times a power of ten, at least as large. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5, 10].find(factor => factor * power >= least - 1e-12) ?? 10) * power
}

/** The ticks of a time axis, with the text of each: times of day, or days when the span is longer than two days. */
export function timeTicks(start: number, end: number): readonly (readonly [part: number, text: string])[] {
  const span = end - start
  const step = TIME_STEPS.find(candidate => span / candidate <= 5) ?? span / 5
  const first = Math.ceil(start / step) * step
  const ticks: (readonly [number, string])[] = []
  for (let moment = first; moment <= end; moment += step) {
    const text = new Date(moment * 1000).toISOString()
    ticks.push([(moment - start) / (span || 1), span > 2 * DAY ? text.slice(5, 10) : text.slice(11, 16)])
  }
  return ticks
}

const DAY = 86_400
const TIME_STEPS = [60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, DAY, 2 * DAY, 7 * DAY, 14 * DAY]
