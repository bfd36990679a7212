/** The origin of a generated file, as its first line gives it. */
export interface Provenance {
  /** The file it comes from, by the path that people know. */
  readonly source: string
  /** The command that generates it again. */
  readonly command: string
}

/** The first line of a generated YAML file. */
export function provenanceLine({ source, command }: Provenance): string {
  return `# Generated from ${source} by \`${command}\`. Do not edit.\n`
}

/** The origin of a file by its first line; undefined when it is not generated. */
export function provenanceOf(text: string): Provenance | undefined {
  const [, source, command] = /^# Generated from (.+) by `([^`\n]+)`\. Do not edit\.\r?\n/.exec(text) ?? []
  return source === undefined || command === undefined ? undefined : { source, command }
}
