/**
 * After how many events, each bad by itself with the same chance, at least so many of them are bad with this certainty. The
 * chance of each smaller number of bad ones is kept as the events come, which is the binomial distribution without its factorials.
 */
export function eventsUntil(bad: number, chance: number, certainty: number): number {
  if (!(chance > 0 && chance <= 1 && certainty < 1)) throw new RangeError(`no number of events is certain at ${chance}`)
  let fewer: readonly number[] = Array.from({ length: bad }, (_, count) => (count === 0 ? 1 : 0))
  let events = 0
  while (sum(fewer) > 1 - certainty) {
    fewer = fewer.map((same, count) => same * (1 - chance) + (fewer[count - 1] ?? 0) * chance)
    events++
  }
  return events
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
