import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { processIdentity } from './process-identity.ts'
import { type ProcessPlan, signalGroup } from './processes.ts'
import { findProgram } from './programs.ts'

const setpriv = process.platform === 'linux' ? findProgram(['setpriv'], process.env.PATH ?? '') : undefined

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadline-parent-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A parent that starts one program as the stack does, says its number, and waits. */
function parentScript(plan: ProcessPlan, wrapper: string): string {
  return `
    import { startProcess } from ${JSON.stringify(path.resolve(import.meta.dirname, 'processes.ts'))}
    const { pid } = await startProcess(${JSON.stringify(plan)}, ${JSON.stringify(wrapper)})
    console.log(pid)
    setInterval(() => {}, 1000)`
}

const HAS_SETPRIV = setpriv !== undefined

describe.runIf(HAS_SETPRIV)(HAS_SETPRIV ? 'with setpriv' : 'skipped: there is no setpriv on PATH', () => {
  test('what was started ends with its parent, even when that is killed', async () => {
    const env = { PATH: process.env.PATH ?? '' }
    const plan = { command: 'sleep', args: ['60'], env, folder, logFile: path.join(folder, 'log') }
    const script = parentScript(plan, setpriv ?? '')
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [text] = await once(parent.stdout, 'data')
    const pid = Number(String(text).trim())
    try {
      // The parent-death signal is set only once the wrapper has become the program.
      await expect.poll(() => readFile(`/proc/${pid}/comm`, 'utf8'), { timeout: 5000 }).toBe('sleep\n')
      parent.kill('SIGKILL')
      await expect.poll(() => processIdentity(pid)).toBeUndefined()
    } finally {
      parent.kill('SIGKILL')
      signalGroup(pid, 'SIGKILL')
    }
  })
})
