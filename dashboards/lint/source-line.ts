import type { Diagnostic, SourceFile } from '../../lib/diagnostic/diagnostic.ts'

/**
 * Adds the source of the panel to diagnostics of generated dashboards: the line of code with its title, in the
 * dashboard's own file or in one that it imports. Where two lines have it, both are named.
 */
export function withSourceLines(
  diagnostics: readonly Diagnostic[],
  code: readonly SourceFile[],
): readonly Diagnostic[] {
  const filesByBoard = new Map<string, readonly SourceFile[]>()
  return diagnostics.map(diagnostic => {
    const title = /panel “(.+?)”/.exec(diagnostic.message)?.[1]
    if (title === undefined) return diagnostic
    const files = filesByBoard.get(diagnostic.file) ?? filesOf(diagnostic.file, code)
    filesByBoard.set(diagnostic.file, files)
    const places = files.flatMap(file => placesIn(file, title))
    if (places.length === 0) return diagnostic
    return { ...diagnostic, help: `${diagnostic.help ?? ''} The panel is written at ${places.join(' or ')}.`.trim() }
  })
}

/** The code of a generated dashboard: the file with its name, and all that it imports, the nearest first. */
function filesOf(board: string, code: readonly SourceFile[]): readonly SourceFile[] {
  const name = /([^/]+)\.json$/.exec(board)?.[1]?.replace(/^leadline-/, '')
  const found = code.filter(({ path }) => path === `dashboards/boards/${name}/${name}.ts`)
  // The list grows while it is walked.
  for (const file of found) {
    const imported = code.filter(
      ({ path }) => importsOf(file).includes(path) && found.every(known => known.path !== path),
    )
    found.push(...imported)
  }
  return found
}

function importsOf({ path, text }: SourceFile): readonly string[] {
  const folder = path.split('/').slice(0, -1)
  return [...text.matchAll(/ from '(\.[^']+)'/g)].map(([, relative = '']) => {
    const parts = [...folder]
    for (const part of relative.split('/')) {
      if (part === '..') parts.pop()
      else if (part !== '.') parts.push(part)
    }
    return parts.join('/')
  })
}

/** The lines with the title as a string literal. */
function placesIn({ path, text }: SourceFile, title: string): readonly string[] {
  return text.split('\n').flatMap((line, index) => (line.includes(`'${title}'`) ? [`${path}:${index + 1}`] : []))
}
