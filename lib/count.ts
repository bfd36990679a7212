/** A number with its noun: `1 file`, `2 files`; the plural where it is not the noun with an “s”. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`
}
