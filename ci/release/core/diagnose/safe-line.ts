import { oneLine } from '../../../../lib/text/one-line.ts'

/** No line of evidence is longer, in characters: a log line can be a megabyte. */
const LONGEST = 300

/** What is shown in the place of a value that may be a secret. */
const HIDDEN = '<hidden>'

/**
 * What secrets look like in a line that someone else wrote. Their values are not known here, for the deployer may not read
 * them, so everything in such a place is taken for one.
 */
const SECRETS: readonly (readonly [pattern: RegExp, shown: string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*/gs, HIDDEN],
  // The user information of an address.
  [/(\b[a-z][a-z\d+.-]*:\/\/)[^\s/@]+@/gi, `$1${HIDDEN}@`],
  [/\b(authorization|cookie|set-cookie|x-api-key)(["']?\s*[:=]\s*).*/gi, `$1$2${HIDDEN}`],
  [/\b(bearer|basic)\s+[\w~+/.=-]{6,}/gi, `$1 ${HIDDEN}`],
  [
    /([\w-]*(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential|signature)[\w-]*["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s,;&}]+)/gi,
    `$1${HIDDEN}`,
  ],
  // Tokens that are known by their beginning: GitHub, Slack, AWS, JSON Web Tokens.
  [
    /\b(?:gh[oprsu]_\w{10,}|github_pat_\w{10,}|xox[abprs]-[\w-]{8,}|AKIA[A-Z\d]{12,}|eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)/g,
    HIDDEN,
  ],
]

/** A line from outside that may be shown: without what looks like a secret, on one line, not too long. */
export function safeLine(text: string): string {
  // What is cut away cannot be searched in vain: patterns are asked of what is kept and a little more.
  const start = oneLine(text.slice(0, LONGEST * 4))
  const shown = SECRETS.reduce((line, [pattern, replacement]) => line.replace(pattern, replacement), start)
  return shown.length > LONGEST || text.length > LONGEST * 4 ? `${shown.slice(0, LONGEST - 1)}…` : shown
}

/** The last lines that say something, safe to show. */
export function safeTail(lines: readonly string[], count: number): readonly string[] {
  return lines
    .slice(-200)
    .map(safeLine)
    .filter(line => line !== '')
    .slice(-count)
}
