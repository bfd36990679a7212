import type { Secret } from './model.ts'

/** Reply headers that hand out what lets their holder in. */
const SECRET_REPLY_HEADERS = new Set(['set-cookie', 'authorization', 'www-authenticate'])

/** The same value with every secret replaced by what the definitions file says in its place. */
export function redact<T>(value: T, secrets: readonly Secret[]): T {
  // The longest first, or a secret that contains another would keep its rest.
  const known = [...secrets].sort((a, b) => b.value.length - a.value.length)
  return redactWith(value, known, '') as T
}

function redactWith(value: unknown, secrets: readonly Secret[], key: string): unknown {
  if (typeof value === 'string') {
    if (SECRET_REPLY_HEADERS.has(key)) return '[redacted]'
    return secrets.reduce((text, secret) => text.replaceAll(secret.value, secret.source), value)
  }
  if (Array.isArray(value)) return value.map(entry => redactWith(entry, secrets, ''))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, redactWith(entry, secrets, name)]))
}
