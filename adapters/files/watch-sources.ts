import { type FSWatcher, watch } from 'node:fs'
import path from 'node:path'

/** Editors write a file in several steps. */
const SETTLE_MS = 300

/** Calls back after a source file below one of the folders has changed, until the signal aborts. */
export function watchSources(folders: readonly string[], onChange: () => void, signal: AbortSignal): void {
  let settling: NodeJS.Timeout | undefined
  const watchers = folders.map(
    (folder): FSWatcher =>
      watch(folder, { recursive: true }, (_, name) => {
        if (name === null || !isSource(name)) return
        clearTimeout(settling)
        settling = setTimeout(onChange, SETTLE_MS)
      }),
  )
  const end = (): void => {
    clearTimeout(settling)
    for (const watcher of watchers) watcher.close()
  }
  if (signal.aborted) end()
  else signal.addEventListener('abort', end, { once: true })
}

/** What is generated follows from the sources, and tests are in no page. */
function isSource(name: string): boolean {
  const parts = name.split(path.sep)
  const isGenerated = parts.some(part => part === 'generated' || part === 'testdata' || part === 'node_modules')
  return /\.(ts|ya?ml)$/.test(name) && !isGenerated && !/\.test(kit)?\.ts$/.test(name)
}
