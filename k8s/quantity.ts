const BINARY: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 }

/** A memory quantity in bytes; undefined when the text is none, or has a decimal unit, which no manifest here has. */
export function bytesOf(text: string): number | undefined {
  const [, number, unit] = /^(\d+)(Ki|Mi|Gi|Ti)$/.exec(text) ?? []
  return number === undefined || unit === undefined ? undefined : Number(number) * (BINARY[unit] ?? 1)
}

/** A CPU quantity in thousandths of a core: `50m`, `1`, `0.5`. */
export function millicoresOf(value: unknown): number | undefined {
  const [, number, milli] = /^(\d+(?:\.\d+)?)(m?)$/.exec(String(value)) ?? []
  return number === undefined ? undefined : Number(number) * (milli === 'm' ? 1 : 1000)
}
