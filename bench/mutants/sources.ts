import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseSync } from 'oxc-parser'
import { mutantsOf } from './operators.ts'
import { type Candidate, nameMutants } from './sample.ts'

/** What mutants are made of. */
export interface Sources {
  /** Every file of TypeScript, by its path in the tree. */
  readonly texts: ReadonlyMap<string, string>
  /** Those that mutants are planted in. */
  readonly targets: readonly string[]
}

/** Reads a tree; of the files that ship, those whose path the filter takes are targets. */
export function readSources(root: string, isTarget: (file: string) => boolean): Sources {
  const files = globSync('**/*.ts', { cwd: root, exclude: ['node_modules/**', '.leadline/**'] }).sort()
  return {
    texts: new Map(files.map(file => [file, readFileSync(path.join(root, file), 'utf8')])),
    targets: files.filter(file => !/\.(test|testkit)\.ts$/.test(file) && isTarget(file)),
  }
}

/** Every mutant of every target. */
export function candidatesOf({ texts, targets }: Sources): readonly Candidate[] {
  return targets.flatMap(file => {
    const text = texts.get(file) ?? ''
    return nameMutants(mutantsOf(file, text), codeOf(file, text))
  })
}

/** A file without its comments, and however its lines are broken. */
function codeOf(file: string, text: string): string {
  const { comments } = parseSync(file, text)
  const code = comments.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text)
  return code.replace(/\s+/g, ' ')
}
