import { copyFile, stat, truncate } from 'node:fs/promises'
import { isMissing } from '../../lib/system-error.ts'

/**
 * Keeps a log that others append to under a size: its text moves to `<file>.1`, and it starts again at nothing. Lines
 * written between the two steps are lost, which is why the limit is large. Says whether it did.
 */
export async function boundLogFile(file: string, largestBytes: number): Promise<boolean> {
  try {
    if ((await stat(file)).size <= largestBytes) return false
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
  await copyFile(file, `${file}.1`)
  await truncate(file)
  return true
}
