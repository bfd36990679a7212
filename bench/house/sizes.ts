import path from 'node:path'
import { type Finding, findingAt, nonBlankLines, type Source } from './source.ts'
import { functionName, isFunction, walk } from './syntax.ts'

/** A file or function, and how many lines it has that are not blank. */
export interface Sized extends Finding {
  readonly lines: number
}

/** Every file with its lines, the longest first. */
export function fileSizes(sources: readonly Source[]): readonly Sized[] {
  return sources
    .map(({ file, text }) => ({ file, line: 1, text: file, lines: nonBlankLines(text) }))
    .sort((a, b) => b.lines - a.lines)
}

/** Every function with its lines, the longest first; one that stands in another counts in both. */
export function functionSizes(sources: readonly Source[]): readonly Sized[] {
  const sizes: Sized[] = []
  for (const source of sources) {
    walk(source.program, (node, [parent]) => {
      if (!isFunction(node)) return
      const lines = nonBlankLines(source.text.slice(node.start, node.end))
      sizes.push({ ...findingAt(source, node.start, functionName(node, parent)), lines })
    })
  }
  return sizes.sort((a, b) => b.lines - a.lines)
}

/** Every folder with the files that stand in it directly, the fullest first. */
export function folderSizes(sources: readonly Source[]): readonly (readonly [folder: string, files: number])[] {
  const counts = new Map<string, number>()
  for (const { file } of sources) {
    const folder = path.posix.dirname(file)
    counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1])
}

/** The value that a part of all values is at or under: the nearest rank. */
export function quantileOf(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0
}
