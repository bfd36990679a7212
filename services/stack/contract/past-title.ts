/** What a title says of its present, and how that reads when it is over: of each alert, and of each reason why none can page. */
const PAST: readonly (readonly [now: RegExp, then: string])[] = [
  [/ burns /, ' burned '],
  [/ fails (on|far more often seen from) /, ' failed $1 '],
  [/ skips /, ' skipped '],
  [/ is spent/, ' was spent'],
  [/: no data$/, ' had no data'],
  [/: more errors than events$/, ' had more errors than events'],
  [/ runs, but (.*) is not measured/, ' ran, but $1 was not measured'],
  [/ exports /, ' exported '],
  [/ measures /, ' measured '],
  [/ is busy /, ' was busy '],
  [/ are (invalid|unaccounted for)/, ' were $1'],
  [/ has expired$/, ' had expired'],
  [/ expires in /, ' was to expire in '],
  [/ can page/, ' could page'],
  [/ does not answer since (.*? UTC)/g, ' did not answer from $1 on'],
  [/ stores no samples since (.*? UTC)/g, ' stored no samples from $1 on'],
  [/ evaluates no rules since (.*? UTC)/g, ' evaluated no rules from $1 on'],
  [/ has (heard nothing.*?|nothing new.*?) since (.*? UTC)/g, ' had $1 from $2 on'],
  [
    / is stopped since (.*? UTC): (.*?) are free, and .*?; it goes on when .*? are free/g,
    ' was stopped from $1 on: $2 were free',
  ],
]

/** A title of the past; with its end, ISO 8601, where that is known. */
export function pastTitle(title: string, end?: string): string {
  const text = PAST.reduce((text, [now, then]) => text.replace(now, then), title)
  return end === undefined ? text : text.replace(/ UTC on(?=[:;]|$)/g, ` to ${end.slice(11, 19)} UTC`)
}
