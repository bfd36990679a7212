/**
 * A ratio as a percentage, with as many digits as it has, or fixed ones. Fixed digits are rounded down: 99.9996 % must not
 * read as 100 %, nor an overspent budget as less overspent.
 */
export function percentText(ratio: number, digits?: number): string {
  // Twelve digits are free of the noise that 0.29 * 100 has in binary, which rounding down would turn into 28.9.
  const percent = Number((ratio * 100).toPrecision(12))
  if (digits === undefined || percent === 100) return `${percent} %`
  const scale = 10 ** digits
  return `${(Math.floor(Number((percent * scale).toPrecision(12))) / scale).toFixed(digits)} %`
}
