import { meantDurations } from '../duration.ts'

/** What a value of the wrong type was probably meant to be, as a sentence; undefined when nothing is likely. */
export type Meant = (written: string) => string | undefined

/** `99,9` and `99.9%` for a number, and a number in quotes. */
export const meantNumber: Meant = written => {
  const bare = written
    .trim()
    .replace(/\s*%$/, '')
    .replace(/^([+-]?\d+),(\d+)$/, '$1.$2')
    .replace(/(?<=\d)_(?=\d)/g, '')
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(bare) || !Number.isFinite(Number(bare))) return undefined
  return bare === written ? `Write it without quotes: ${bare}.` : `Did you mean ${bare}?`
}

const TRUE = /^(y|yes|on|true|1|enabled?)$/i
const FALSE = /^(n|no|off|false|0|disabled?)$/i

/** `yes`, which is text since YAML 1.2, for true. */
export const meantBoolean: Meant = written => {
  const meant = TRUE.test(written) ? 'true' : FALSE.test(written) ? 'false' : undefined
  return meant && `Did you mean ${meant}?`
}

/** `30 days` for `30d`, and a number without a unit. */
export const meantDuration: Meant = written => {
  const meant = meantDurations(written)
  return meant.length === 0 ? undefined : `Did you mean ${meant.join(', ').replace(/, (?=\w+$)/, ' or ')}?`
}

/** A number, or true or false, for text. */
export const meantText: Meant = written =>
  written.length > 60 ? undefined : `Put it in quotes: ${JSON.stringify(written)}.`
