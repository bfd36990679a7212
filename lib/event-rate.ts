const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const

/**
 * Reads how often something happens, such as `12/s`, `30/m` or `500/d`, as events a second; undefined when the text
 * does not say.
 */
export function parseEventRate(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\/([smhd])$/.exec(text.replaceAll(' ', ''))
  if (match === null) return undefined
  return Number(match[1]) / SECONDS[match[2] as keyof typeof SECONDS]
}

/** The notation of a rate, for the help of a diagnostic. */
export const EVENT_RATE_HELP = 'Write a number of events and a unit of time, such as 12/s, 30/m or 500/h.'
