import { readFileSync } from 'node:fs'
import path from 'node:path'

/** How a module names another: by an import or export, but of types only, or as the file of a thread. */
const NAMES = [
  /^\s*(?:import|export)\s(?!type\s)[^'";]*?\bfrom\s+'(\.[^']+)'/gm,
  /^\s*import\s+'(\.[^']+)'/gm,
  /\bimport\(\s*'(\.[^']+)'/g,
  /\bnew URL\(\s*'(\.[^']+)',\s*import\.meta\.url/g,
]

/** The files that programs load from this repository, with the programs themselves, in path order. */
export function modulesBehind(programs: readonly string[], repository = '.'): readonly string[] {
  const found = new Set<string>()
  const add = (file: string): void => {
    if (found.has(file)) return
    found.add(file)
    const code = readFileSync(path.join(repository, file), 'utf8')
    const names = NAMES.flatMap(pattern => [...code.matchAll(pattern)].map(([, name = '']) => name))
    for (const name of names) add(path.posix.join(path.posix.dirname(file), name))
  }
  for (const program of programs) add(program)
  return [...found].sort()
}
