/** A decimal number as JSON writes it, exact: 0.digits × 10^exponent, without zeros at either end of the digits. */
interface Decimal {
  readonly isNegative: boolean
  /** Empty for zero. */
  readonly digits: string
  readonly exponent: bigint
}

const NUMBER = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

/** Whether a text is a number as JSON writes it (RFC 8259 §6). */
export function isJsonNumber(text: string): boolean {
  return NUMBER.test(text)
}

/** Compares two JSON numbers by value, however long and however written: negative when the first is the smaller one. */
export function compareJsonNumbers(a: string, b: string): number {
  const [first, second] = [decimalOf(a), decimalOf(b)]
  if (first.isNegative !== second.isNegative) return first.isNegative ? -1 : 1
  return first.isNegative ? compareSizes(second, first) : compareSizes(first, second)
}

function compareSizes(a: Decimal, b: Decimal): number {
  if (a.digits === '' || b.digits === '') return a.digits.length - b.digits.length
  if (a.exponent !== b.exponent) return a.exponent < b.exponent ? -1 : 1
  return a.digits < b.digits ? -1 : Number(a.digits > b.digits)
}

function decimalOf(text: string): Decimal {
  const [, sign, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? []
  const padded = `${whole}${fraction}`
  const significant = padded.replace(/^0+/, '')
  const digits = significant.replace(/0+$/, '')
  const leadingZeros = padded.length - significant.length
  return {
    isNegative: sign === '-' && digits !== '',
    digits,
    // No number that a person writes has an exponent of more than these digits, and longer ones take long to read.
    exponent:
      BigInt(
        exponent
          .replace(/^\+/, '')
          .replace(/^(-?)0+(?=\d)/, '$1')
          .slice(0, 40),
      ) + BigInt(whole.length - leadingZeros),
  }
}
