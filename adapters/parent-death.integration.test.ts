import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
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

test.runIf(setpriv !== undefined)('what was started ends with its parent, even when that is killed', async () => {
  const env = { PATH: process.env.PATH ?? '' }
  const plan = { command: 'sleep', args: ['60'], env, folder, logFile: path.join(folder, 'log') }
  const script = parentScript(plan, setpriv ?? '')
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [text] = await once(parent.stdout, 'data')
  const pid = Number(String(text).trim())
  try {
    expect(await processIdentity(pid)).toBeDefined()
    parent.kill('SIGKILL')
    await expect.poll(() => processIdentity(pid), { timeout: 5000 }).toBeUndefined()
  } finally {
    parent.kill('SIGKILL')
    signalGroup(pid, 'SIGKILL')
  }
})
