import { freemem } from 'node:os'
import { readIfPresent } from './files/files.ts'

/** Where Linux says what its memory is used for (proc(5)). */
const MEMINFO = '/proc/meminfo'

/** How much memory programs that are started now can get without swapping, in bytes. Rejects where the system does not say. */
export async function availableMemory(): Promise<number> {
  // What is free is far less on Linux, where files are kept in the rest until it is wanted.
  const [, kibibytes] = /^MemAvailable:\s+(\d+) kB$/m.exec((await readIfPresent(MEMINFO)) ?? '') ?? []
  return kibibytes === undefined ? freemem() : Number(kibibytes) * 1024
}
