/** The origin of a generated file, as its first line gives it. */
export interface Provenance {
  /** The file it comes from, by the path that people know. */
  readonly source: string
  /** The command that generates it again. */
  readonly command: string
}

/** The first line of a generated YAML file. */
export function provenanceLine({ source, command }: Provenance): string {
  return `# Generated from ${source.replace(UNPRINTED, escapeOf)} by \`${command}\`. Do not edit.\n`
}

/** The origin of a file by its first line; undefined when it is not generated. */
export function provenanceOf(text: string): Provenance | undefined {
  const [, source, command] = /^# Generated from (.+) by `([^`\n]+)`\. Do not edit\.\r?\n/.exec(text) ?? []
  if (source === undefined || command === undefined) return undefined
  const code = (_: string, digits: string): string => String.fromCharCode(Number.parseInt(digits, 16))
  return { source: source.replace(/\\u([0-9a-f]{4})/g, code), command }
}

/** What would end the comment, what a reader of YAML refuses, and what changes how a line is shown. */
const UNPRINTED = /[\p{Cc}\u2028\u2029]|\p{Cf}|\p{Cs}|[\ufffe\uffff]/gu

function escapeOf(character: string): string {
  return [...Array(character.length).keys()]
    .map(index => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('')
}
