/** What the top of a generated file says. */
export interface Provenance {
  /** The file it comes from, as its owner knows it. */
  readonly source: string
  /** The command that generates it again. */
  readonly command: string
}

/** The first line of a generated YAML file. */
export function provenanceLine({ source, command }: Provenance): string {
  return `# Generated from ${source} by \`${command}\`. Do not edit.\n`
}

/** What the first line of a file says about its origin; undefined for a file that was not generated. */
export function provenanceOf(text: string): Provenance | undefined {
  const [, source, command] = /^# Generated from (.+) by `([^`\n]+)`\. Do not edit\.\r?\n/.exec(text) ?? []
  return source === undefined || command === undefined ? undefined : { source, command }
}
