/** The probability of at least `k` events in `n` trials that happen with probability `p` each. */
export function binomialTail(n: number, k: number, p: number): number {
  if (k <= 0) return 1
  if (p <= 0 || k > n) return 0
  if (p >= 1) return 1
  // From the term at k on, each from the one before; in logarithms, because the first one soon underflows.
  const ratio = p / (1 - p)
  let term = logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p)
  let sum = 0
  for (let i = k; i <= n; i++) {
    sum += Math.exp(term)
    term += Math.log((n - i) / (i + 1)) + Math.log(ratio)
  }
  return Math.min(1, sum)
}

/**
 * The highest rate at which so few events in `n` trials are not too unlikely: the one-sided upper bound of Clopper and Pearson
 * (1934), right at least as often as `confidence` says.
 */
export function upperBound(n: number, events: number, confidence: number): number {
  if (events >= n) return 1
  let [low, high] = [events / n, 1]
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2
    // At most so many events happen with this probability.
    const isUnlikely = 1 - binomialTail(n, events + 1, middle) < 1 - confidence
    if (isUnlikely) high = middle
    else low = middle
  }
  return high
}

/** The interval of E. B. Wilson (1927) for the rate of events in `n` trials, at 95 %; from 0 to 1 without a trial. */
export function wilsonInterval(n: number, events: number): readonly [low: number, high: number] {
  if (n === 0) return [0, 1]
  const z = 1.959964
  const [rate, weight] = [events / n, (z * z) / n]
  const centre = (rate + weight / 2) / (1 + weight)
  const half = (z / (1 + weight)) * Math.sqrt((rate * (1 - rate)) / n + weight / (4 * n))
  // Without an event, or without its absence, a bound is exact; the formula leaves the noise of binary numbers.
  return [events === 0 ? 0 : Math.max(0, centre - half), events === n ? 1 : Math.min(1, centre + half)]
}

function logChoose(n: number, k: number): number {
  let sum = 0
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i)
  return sum
}
