/** How one object has changed. */
export interface ObjectDifference {
  /** With its set: `release-deployment-leadline-app`. */
  readonly name: string
  readonly kind: 'added' | 'removed' | 'changed'
  /** Of `diff --unified`. */
  readonly lines: readonly string[]
}

/** Lines of one object, characters of one line, and objects: a summary is to be read, and GitHub takes a mebibyte of it. */
const MOST_LINES = 80
const WIDEST_LINE = 160
const MOST_OBJECTS = 50

/** How an object has changed, from the name of its file and what differs in it. */
export function objectDifference(file: string, hunks: string): ObjectDifference {
  const lines = hunks.trimEnd().split('\n')
  const [, before, after] = /^@@ -(\S+) \+(\S+) @@/.exec(hunks) ?? []
  const kind = before === '0,0' ? 'added' : after === '0,0' ? 'removed' : 'changed'
  return { name: file.replace(/\.yaml$/, ''), kind, lines }
}

/** What differs between two rendered sets, as Markdown: one part for each object, which opens. */
export function renderManifestDiff(differences: readonly ObjectDifference[], site: string): string {
  if (differences.length === 0) return `No manifest changed, by ${site}.\n`
  const shown = differences.slice(0, MOST_OBJECTS).map(objectPart)
  const others = differences.slice(MOST_OBJECTS).map(({ name, kind }) => `- ${name} ${kind}\n`)
  return `## Manifests\n\nBy ${site}.\n\n${[...shown, ...others].join('')}`
}

function objectPart({ name, kind, lines }: ObjectDifference): string {
  const shown = lines
    .slice(0, MOST_LINES)
    .map(line => (line.length > WIDEST_LINE ? `${line.slice(0, WIDEST_LINE)}…` : line))
  const rest = lines.length - shown.length
  const text = [...shown, ...(rest > 0 ? [`… and ${rest} more lines`] : [])].join('\n')
  const [added, removed] = ['+', '-'].map(mark => lines.filter(line => line.startsWith(mark)).length)
  return `<details><summary>${name} ${kind}: +${added} −${removed}</summary>\n\n${fenced('diff', text)}\n</details>\n\n`
}

/** A block that nothing in the text ends: its fence is longer than any run of such marks there. */
export function fenced(language: string, text: string): string {
  const runs = [...text.matchAll(/`{3,}/g)].map(([run]) => run.length)
  const fence = '`'.repeat(Math.max(2, ...runs) + 1)
  return `${fence}${language}\n${text}\n${fence}\n`
}
