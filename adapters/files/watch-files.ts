import { type FSWatcher, statSync, watch } from 'node:fs'
import path from 'node:path'
import { describeError } from '../../lib/describe-error.ts'

/** Editors and Kubernetes write a file in several steps, so files are compared this long after an event. */
const SETTLE_MS = 200
/** Folders that are replaced as a whole, and network file systems, cause no events: there only polling helps. */
const POLL_MS = 2000

/**
 * Calls back after one of the files may have changed, until the signal aborts; which files these are is asked at each
 * poll. The folder of the first one is watched as well, so that its changes are noticed at once. The folder and not the
 * file: one that is replaced (by an editor, or by Kubernetes through a symbolic link) is another file of the same name.
 */
export function watchFiles(files: () => readonly string[], onChange: () => void, signal: AbortSignal): void {
  let known = fingerprint(files())
  let settling: NodeJS.Timeout | undefined
  const compare = (): void => {
    const now = fingerprint(files())
    if (now === known) return
    onChange()
    // A changed file may refer to other files.
    known = fingerprint(files())
  }
  const watcher = watchFolder(path.dirname(files()[0] ?? '.'), () => {
    clearTimeout(settling)
    settling = setTimeout(compare, SETTLE_MS)
  })
  const polling = setInterval(compare, POLL_MS)
  const end = (): void => {
    clearTimeout(settling)
    clearInterval(polling)
    watcher?.close()
  }
  if (signal.aborted) end()
  else signal.addEventListener('abort', end, { once: true })
}

/** Undefined where watching is not possible, as when the system's watches are used up: then only polling is left. */
function watchFolder(folder: string, onEvent: () => void): FSWatcher | undefined {
  try {
    return watch(folder, onEvent).on('error', () => undefined)
  } catch {
    return undefined
  }
}

/** A text that changes when one of the files does. */
function fingerprint(files: readonly string[]): string {
  return files.map(file => `${file} ${stateOf(file)}`).join('\n')
}

function stateOf(file: string): string {
  try {
    const state = statSync(file, { throwIfNoEntry: false })
    return state === undefined ? 'absent' : `${state.dev} ${state.ino} ${state.size} ${state.mtimeMs}`
  } catch (error) {
    // The reader of the file says why it cannot be read.
    return describeError(error)
  }
}
