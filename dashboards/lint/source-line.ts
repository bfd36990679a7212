import type { Diagnostic, SourceFile } from '../../lib/diagnostic.ts'

/** Adds to diagnostics of generated boards where the panel is written: the line of code that has its title. */
export function withSourceLines(
  diagnostics: readonly Diagnostic[],
  code: readonly SourceFile[],
): readonly Diagnostic[] {
  return diagnostics.map(diagnostic => {
    const title = /panel “(.+?)”/.exec(diagnostic.message)?.[1]
    const place = title === undefined ? undefined : placeOf(title, code)
    if (place === undefined) return diagnostic
    return { ...diagnostic, help: `${diagnostic.help ?? ''} The panel is written at ${place}.`.trim() }
  })
}

/** The first line of code that has the title as a text of its own. */
function placeOf(title: string, code: readonly SourceFile[]): string | undefined {
  for (const { path, text } of code) {
    const index = text.split('\n').findIndex(line => line.includes(`'${title}'`))
    if (index !== -1) return `${path}:${index + 1}`
  }
  return undefined
}
