import type { IncomingMessage } from 'node:http'

/** The text of a request's body; undefined when it is larger than allowed, of which the rest is read and forgotten. */
export async function readBody(request: IncomingMessage, largestBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size <= largestBytes) chunks.push(chunk)
  }
  return size > largestBytes ? undefined : Buffer.concat(chunks).toString('utf8')
}

/**
 * Whether a request says that it carries JSON. A web page that a person has open can send other kinds to a local port
 * without asking the browser, but not this one.
 */
export function isJsonRequest(request: IncomingMessage): boolean {
  return /^application\/json\b/.test(request.headers['content-type'] ?? '')
}
