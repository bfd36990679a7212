import { type FSWatcher, statSync, watch } from 'node:fs'
import path from 'node:path'

/** Editors and Kubernetes write a file in several steps; files are looked at once they have had this long. */
const SETTLE_MS = 200
/** Folders that are replaced as a whole, and network file systems, tell nobody: there looking is all that helps. */
const LOOK_EVERY_MS = 2000

/**
 * Calls back after one of the files may have changed, until the signal aborts; which files these are is asked at each
 * look. The first one's folder is watched as well, so that a change of it is told at once. The folder and not the file:
 * one that is replaced (by an editor, or by Kubernetes through a symbolic link) is another file under the same name.
 */
export function watchFiles(files: () => readonly string[], onChange: () => void, signal: AbortSignal): void {
  let known = fingerprint(files())
  let settling: NodeJS.Timeout | undefined
  const look = (): void => {
    const now = fingerprint(files())
    if (now === known) return
    onChange()
    // What the files refer to may be others now.
    known = fingerprint(files())
  }
  const watcher = watchFolder(path.dirname(files()[0] ?? '.'), () => {
    clearTimeout(settling)
    settling = setTimeout(look, SETTLE_MS)
  })
  const looking = setInterval(look, LOOK_EVERY_MS)
  const end = (): void => {
    clearTimeout(settling)
    clearInterval(looking)
    watcher?.close()
  }
  if (signal.aborted) end()
  else signal.addEventListener('abort', end, { once: true })
}

/** Undefined where watching is not to be had, as when the system's watches are used up: then looking has to do. */
function watchFolder(folder: string, onEvent: () => void): FSWatcher | undefined {
  try {
    return watch(folder, onEvent).on('error', () => undefined)
  } catch {
    return undefined
  }
}

/** Changes when one of the files does. */
function fingerprint(files: readonly string[]): string {
  return files.map(file => `${file} ${stateOf(file)}`).join('\n')
}

function stateOf(file: string): string {
  const state = statSync(file, { throwIfNoEntry: false })
  return state === undefined ? 'absent' : `${state.dev} ${state.ino} ${state.size} ${state.mtimeMs}`
}
