import { lstatSync, mkdirSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import path from 'node:path'

// Plain JavaScript, as `ci/run.js` is: for what is loaded before the cache is on Node would load its TypeScript compiler,
// which takes longer than a quick command.

/** The folder of this checkout that no commit holds, and in it what Node has compiled of our commands. */
const OWN_FOLDER = path.resolve(import.meta.dirname, '../../.leadline')
const CACHE_FOLDER = path.join(OWN_FOLDER, 'compile-cache', 'commands')

/**
 * Runs a command as this process. Node's compile cache serves only what is imported after it was enabled, so the file that a
 * process starts with imports nothing but this one, and this one nothing of ours.
 *
 * @param {import('../../lib/command/command.ts').Main} main
 * @returns {Promise<void>}
 */
export async function runEntry(main) {
  useCompileCache(CACHE_FOLDER, OWN_FOLDER)
  const { runAsProcess } = await import('./process-io.ts')
  await runAsProcess(main)
}

/**
 * Lets Node keep what it compiles in a folder, made with mode 0700, that only this user can write: who can write there
 * decides what runs. Where that cannot be, or another setting has chosen, there is no cache of ours, and the command is only
 * slower. Says whether there is.
 *
 * @param {string} folder
 * @param {string} within
 * @returns {boolean}
 */
function useCompileCache(folder, within) {
  const { NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE } = process.env
  if (NODE_COMPILE_CACHE !== undefined || NODE_DISABLE_COMPILE_CACHE !== undefined) return false
  try {
    // Programs of the stack that run as other users read their own files beside the cache.
    mkdirSync(path.dirname(folder), { recursive: true, mode: 0o755 })
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (!foldersBetween(within, folder).every(isOurs)) return false
  } catch {
    // A read-only checkout, or something else in the way.
    return false
  }
  return enableCompileCache(folder).directory !== undefined
}

/**
 * @param {string} above
 * @param {string} below
 * @returns {readonly string[]}
 */
function foldersBetween(above, below) {
  return above === below ? [below] : [...foldersBetween(above, path.dirname(below)), below]
}

/**
 * Whether a folder is no link, and only this user can write to it.
 *
 * @param {string} folder
 * @returns {boolean}
 */
function isOurs(folder) {
  const found = lstatSync(folder)
  return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0
}
