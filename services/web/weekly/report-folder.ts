import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { readSource } from '../../../adapters/files/files.ts'
import { writeAtomically } from '../../../adapters/files/write-files.ts'
import { isMissing } from '../../../lib/system-error.ts'

/** So many weeks are kept. */
export const KEPT_WEEKS = 12

const NAME = /^\d{4}-W\d\d$/
const ENDING = '.html'

/** The weeks that a folder has the report of, the newest first; a folder that is not there has none. Rejects when it cannot be read. */
export async function weeksIn(folder: string): Promise<readonly string[]> {
  const weeks = (await filesIn(folder)).filter(file => file.endsWith(ENDING)).map(file => file.slice(0, -ENDING.length))
  return weeks
    .filter(week => NAME.test(week))
    .sort()
    .reverse()
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

/** Keeps the report of a week, and takes away those that are too old. Rejects when the folder cannot be written. */
export async function keepReport(folder: string, week: string, page: string): Promise<void> {
  await writeAtomically(fileOf(folder, week), page)
  const old = (await weeksIn(folder)).slice(KEPT_WEEKS)
  await Promise.all(old.map(one => rm(fileOf(folder, one), { force: true })))
}

/** The report of a week; undefined when there is none. Rejects when it cannot be read. */
export async function readReport(folder: string, week: string): Promise<string | undefined> {
  if (!(await weeksIn(folder)).includes(week)) return undefined
  return (await readSource(fileOf(folder, week))).text
}

function fileOf(folder: string, week: string): string {
  return path.join(folder, `${week}${ENDING}`)
}
