import { accessSync, constants, statSync } from 'node:fs'
import path from 'node:path'

/** Where daemons lie on Debian and with Homebrew, whether or not a person's PATH names it. */
const DAEMON_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/opt/homebrew/bin']

/** The full path of the first of these programs that is installed; undefined when none is. */
export function findProgram(names: readonly string[], searchPath: string): string | undefined {
  const folders = [...searchPath.split(path.delimiter).filter(folder => folder !== ''), ...DAEMON_FOLDERS]
  for (const name of names) {
    // As a shell has it: a name with a slash is a path, and nothing is searched for.
    if (name.includes('/')) {
      if (isExecutable(name)) return path.resolve(name)
      continue
    }
    const found = folders.map(folder => path.join(folder, name)).find(isExecutable)
    if (found !== undefined) return found
  }
  return undefined
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    // Absent and not executable are the same answer here: the program cannot be run from there.
    return false
  }
}
