/** A block of commands of a guide, with what its first line says of it. */
export interface CommandBlock {
  readonly line: number
  /** Undefined where its first line says nothing of that. */
  readonly mark: 'run by a test' | 'not run here' | 'partly run by a test' | undefined
  readonly commands: string
}

/** A file that a guide shows whole, by the path that it has on a machine. */
export interface ShownFile {
  readonly language: string
  readonly path: string
  readonly text: string
}

const MARKS = [
  [/ · run by a test$/, 'run by a test'],
  [/ · not run here, because \S+ .+$/, 'not run here'],
  [/ · the part before the pipe is run by a test\b/, 'partly run by a test'],
] as const

/** Every block of commands of a guide. A block of shell without a first line of its own has no mark. */
export function commandBlocks(guide: string): readonly CommandBlock[] {
  return blocksOf(guide)
    .filter(({ language }) => /^(sh|bash|shell|console)?$/.test(language))
    .map(({ text, line }) => {
      const [first = ''] = text.split('\n')
      const mark = MARKS.find(([words]) => first.startsWith('# ') && words.test(first))?.[1]
      return { line, mark, commands: text }
    })
}

/** Every file that a guide shows with its path. */
export function shownFiles(guide: string): readonly ShownFile[] {
  return blocksOf(guide).flatMap(({ language, path, text }) => (path === undefined ? [] : [{ language, path, text }]))
}

function blocksOf(guide: string) {
  return [...guide.matchAll(/^```(\w*)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(
    ({ 1: language = '', 2: path, 3: text = '', index }) => ({
      language,
      path,
      text,
      line: guide.slice(0, index).split('\n').length,
    }),
  )
}
