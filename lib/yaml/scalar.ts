/** Text that YAML 1.1 and 1.2 both read back as this very text without quotes. */
function isPlainScalar(text: string): boolean {
  if (!/^[A-Za-z_/(][\x20-\x7e]*$/.test(text) || / $|: |:$| #|\t/.test(text)) return false
  return !RESERVED.test(text) && !/^[\d.+-]/.test(text)
}

/** Words that some YAML reader takes for a truth value, for nothing or for a number. */
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf|infinity|\.inf|\.nan|~|e[+-]?\d+)$/i

/** Short texts as scalars, cached: rules repeat the same few labels. */
const SCALARS = new Map<string, string>()
const MOST_SCALARS = 500
const LONGEST_KEPT = 100

/** A text as one YAML scalar: as it is where that is safe, and in JSON's double quotes, which YAML reads too, elsewhere. */
export function yamlText(text: string): string {
  if (text.length > LONGEST_KEPT) return scalarOf(text)
  const known = SCALARS.get(text)
  if (known !== undefined) return known
  const scalar = scalarOf(text)
  if (SCALARS.size >= MOST_SCALARS) SCALARS.clear()
  SCALARS.set(text, scalar)
  return scalar
}

function scalarOf(text: string): string {
  // JSON leaves the separators of lines and paragraphs and the next-line mark as they are; YAML 1.1 breaks lines there.
  return isPlainScalar(text)
    ? text
    : JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, escaped)
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
