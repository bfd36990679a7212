import { statfs } from 'node:fs/promises'

/** The space of the file system that a folder lies on, in bytes. */
export interface DiskSpace {
  readonly total: number
  /** What this user may still write. */
  readonly free: number
}

/** Asks the system for the space around a folder. Rejects when the folder is absent. */
export async function readDiskSpace(folder: string): Promise<DiskSpace> {
  const { bsize, blocks, bavail } = await statfs(folder)
  return { total: bsize * blocks, free: bsize * bavail }
}
