import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { runProgram } from './run-program.ts'

/**
 * What distinguishes a process from a later one with the same number: when it started. Undefined when no such process
 * runs. Linux keeps it as field 22 of /proc/PID/stat (proc(5)); elsewhere `ps` prints it.
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return identityFromPs(pid)
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The second field is the command in parentheses and may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const state = fields[0]
    return state === 'Z' ? undefined : fields[19]
  } catch {
    // The process ended before or while it was read: there is none.
    return undefined
  }
}

async function identityFromPs(pid: number): Promise<string | undefined> {
  // `ps` exits 1 and prints nothing when there is no such process; a system without it knows no identities.
  const printed = await runProgram('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => undefined)
  return printed?.stdout.trim() || undefined
}

/** The name of the user who runs this process, when that is root. */
export function rootName(): string | undefined {
  return process.getuid?.() === 0 ? userInfo().username : undefined
}
