import { jsonValueAt } from '../../../lib/json-pointer.ts'
import type { Extraction, Request } from './model.ts'
import type { Response } from './observation.ts'

/** What earlier steps extracted. */
export type Extracted = Readonly<Record<string, string>>

/** A text with `{{name}}` replaced by what was extracted. */
export function fill(text: string, extracted: Extracted): string {
  return text.replace(/\{\{\s*([\w-]+)\s*\}\}/g, (whole, name: string) => extracted[name] ?? whole)
}

/** A step's request with what was extracted, and with the cookies of the steps before. */
export function filledRequest(request: Request, extracted: Extracted, cookies: Cookies): Request {
  const jar = Object.entries(cookies).map(([name, value]) => `${name}=${value}`)
  const own = Object.entries(request.headers).map(([name, text]) => [name, fill(text, extracted)] as const)
  return {
    ...request,
    headers: { ...(jar.length > 0 ? { cookie: jar.join('; ') } : {}), ...Object.fromEntries(own) },
    body: request.body === undefined ? undefined : fill(request.body, extracted),
  }
}

/** The value a step hands on; undefined when the reply does not have it. */
export function extract({ from, what }: Extraction, { headers, body }: Response): string | undefined {
  if (from === 'header') return headers[what.toLowerCase()]
  if (from === 'body') {
    const match = new RegExp(what, 'u').exec(body)
    return match?.[1] ?? match?.[0]
  }
  const value = jsonValueAt(parsed(body), what)
  return value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value)
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    // A body that is no JSON has nothing under any pointer, which is what the step then says.
    return undefined
  }
}

/** Cookies by name; every step of a journey goes to the same host, so their scope is not looked at. */
export type Cookies = Readonly<Record<string, string>>

/** The cookies after a reply; an empty or expired one is gone. */
export function withCookies(cookies: Cookies, setCookie: readonly string[]): Cookies {
  const next: Record<string, string> = { ...cookies }
  for (const line of setCookie) {
    const match = /^\s*([^=;\s]+)=([^;]*)/.exec(line)
    if (match?.[1] === undefined) continue
    if (/;\s*max-age=0*(;|$)/i.test(line) || match[2] === '') delete next[match[1]]
    else next[match[1]] = match[2] ?? ''
  }
  return next
}
