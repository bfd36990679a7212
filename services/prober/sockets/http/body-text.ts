import { TextDecoder } from 'node:util'

/**
 * A body as text: by the byte order mark of UTF-16, else by the charset of its Content-Type, as browsers read it, else as UTF-8.
 * JSON is UTF-8, whatever its Content-Type says (RFC 8259 §8.1).
 */
export function bodyText(bytes: Buffer, contentType = ''): string {
  const label = markOf(bytes) ?? (/[/+]json\b/i.test(contentType) ? undefined : charsetOf(contentType))
  const decoder = label === undefined ? undefined : decoderOf(label)
  // A mark of UTF-8 is kept: JSON may begin with one, and other text would have one character less than was sent.
  return decoder === undefined || decoder.encoding === 'utf-8' ? bytes.toString('utf8') : decoder.decode(bytes)
}

function markOf(bytes: Buffer): string | undefined {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined
}

function charsetOf(contentType: string): string | undefined {
  return /;\s*charset\s*=\s*["']?([^\s"';,]+)/i.exec(contentType)?.[1]
}

/** The decoder for a label of the Encoding Standard, in which `iso-8859-1` is Windows-1252; undefined for another label. */
function decoderOf(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label)
  } catch {
    // It throws for nothing but a label that is none; such a body is read as UTF-8, as one without a label.
    return undefined
  }
}
