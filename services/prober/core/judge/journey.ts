import { own } from '../../../../lib/own.ts'
import { firstMatch } from '../../../../lib/re2.ts'
import type { Extraction, Request, Secret } from '../../definition/model.ts'
import { jsonTextAt } from './judge-json.ts'
import { headerOf, type Response } from './observation.ts'

/** What earlier steps extracted. */
export type Extracted = Readonly<Record<string, string>>

/** A text with `{{name}}` replaced by what was extracted. */
export function fill(text: string, extracted: Extracted): string {
  return text.replace(/\{\{\s*([\w-]+)\s*\}\}/g, (whole, name: string) => own(extracted, name) ?? whole)
}

/** A step's request with what was extracted, and with the cookies of the steps before. */
export function filledRequest(request: Request, extracted: Extracted, cookies: Cookies): Request {
  const cookie = cookieHeader(cookies)
  const own = Object.entries(request.headers).map(([name, text]) => [name, fill(text, extracted)] as const)
  return {
    ...request,
    headers: { ...(cookie === '' ? {} : { cookie }), ...Object.fromEntries(own) },
    body: request.body === undefined ? undefined : fill(request.body, extracted),
  }
}

/** The value a step extracts; undefined when the reply does not have it. */
export function extract({ from, what }: Extraction, response: Response): string | undefined {
  if (from === 'header') return headerOf(response, what.toLowerCase())
  if (from === 'body') {
    const match = firstMatch(what, response.body)
    return match?.[1] ?? match?.[0]
  }
  return jsonTextAt(response.body, what)
}

/** Cookies by name; every step of a journey goes to the same host, so their scope is ignored. */
export type Cookies = Readonly<Record<string, string>>

/** The cookies after a reply; an empty or expired one is removed. */
export function withCookies(cookies: Cookies, setCookie: readonly string[], nowWall: number): Cookies {
  const next = new Map(Object.entries(cookies))
  for (const line of setCookie) {
    const [, name, value = ''] = /^\s*([^=;\s]+)=([^;]*)/.exec(line) ?? []
    if (name === undefined) continue
    if (value === '' || isOver(line, nowWall)) next.delete(name)
    else next.set(name, value)
  }
  return Object.fromEntries(next)
}

/** The value of each cookie that a reply sets. */
export function cookieSecrets(setCookie: readonly string[]): readonly Secret[] {
  const cookies = Object.entries(
    withCookies(
      {},
      setCookie.map(line => line.replace(/;.*$/s, '')),
      0,
    ),
  )
  return cookies.map(([name, value]) => ({ value, source: `[cookie ${name}]` }))
}

/** What a step extracted, as it is referred to. */
export function extractedSecrets(extracted: Extracted): readonly Secret[] {
  return Object.entries(extracted).map(([name, value]) => ({ value, source: `{{${name}}}` }))
}

/** Max-Age wins over Expires (RFC 6265 §5.3). */
function isOver(setCookie: string, nowWall: number): boolean {
  const maxAge = /;\s*max-age=(-?\d+)/i.exec(setCookie)?.[1]
  if (maxAge !== undefined) return Number(maxAge) <= 0
  const expires = /;\s*expires=([^;]+)/i.exec(setCookie)?.[1]
  return expires !== undefined && Date.parse(expires) <= nowWall
}

/** Request headers with the cookies that a reply has set, beside those that were sent already. */
export function withCookieHeader(
  headers: Request['headers'],
  setCookie: readonly string[],
  nowWall: number,
): Request['headers'] {
  const sent = (headers.cookie ?? '').split(';').flatMap(pair => {
    const [name, value] = /^\s*([^=]+)=(.*)$/.exec(pair)?.slice(1) ?? []
    return name === undefined ? [] : [[name, value ?? ''] as const]
  })
  const { cookie: _, ...others } = headers
  const cookie = cookieHeader(withCookies(Object.fromEntries(sent), setCookie, nowWall))
  return cookie === '' ? others : { ...others, cookie }
}

function cookieHeader(cookies: Cookies): string {
  return Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ')
}
