import { rename } from 'node:fs/promises'
import { isMissing } from '../../lib/system-error.ts'

/** Where a file that cannot be used is put, beside where it was: `pages.json.broken-20260205T120000000Z`. */
function asideOf(file: string, now: Date): string {
  return `${file}.broken-${now.toISOString().replaceAll(/[^\dTZ]/g, '')}`
}

/** Moves a file or folder that cannot be used out of the way; gives where it lies now, undefined when there is none. Rejects when it cannot be moved. */
export async function moveAside(file: string, now: Date): Promise<string | undefined> {
  const aside = asideOf(file, now)
  try {
    await rename(file, aside)
    return aside
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
