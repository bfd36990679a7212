import { watch } from 'node:fs'
import path from 'node:path'

/** Editors and Kubernetes write a file in several steps; a change is told once they have had this long. */
const SETTLE_MS = 200

/**
 * Calls back after a file may have changed, until the signal aborts. Its folder is watched and not the file, because a
 * file that is replaced (by an editor, or by Kubernetes through a symbolic link) is another file under the same name.
 */
export function watchFile(file: string, onChange: () => void, signal: AbortSignal): void {
  let timer: NodeJS.Timeout | undefined
  const watcher = watch(path.dirname(file), { signal }, () => {
    clearTimeout(timer)
    timer = setTimeout(onChange, SETTLE_MS)
  })
  // A folder that vanishes ends the watching; SIGHUP is still heard.
  watcher.on('error', () => undefined)
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
}
