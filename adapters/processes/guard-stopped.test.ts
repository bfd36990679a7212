import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { guardStopped } from './guard-stopped.ts'

const pids: number[] = []
afterEach(() => {
  for (const pid of pids.splice(0)) {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It has ended, as it should.
    }
  }
})

/** `T` while a process is stopped. */
const stateOf = (pid: number): string => /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? ''

function start(command: string, args: readonly string[]) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  if (child.pid === undefined) throw new Error(`${command} did not start`)
  pids.push(child.pid)
  return { child, pid: child.pid }
}

test.runIf(process.platform === 'linux')('what a killed process had stopped goes on', async () => {
  const sleeper = start('sleep', ['60'])
  const module = new URL('./guard-stopped.ts', import.meta.url).href
  const script = `(await import(${JSON.stringify(module)})).guardStopped(${sleeper.pid});
    process.kill(-${sleeper.pid}, 'SIGSTOP'); console.log('stopped'); setInterval(() => {}, 1000)`
  const stopper = start(process.execPath, ['--input-type=module', '-e', script])
  await once(stopper.child.stdout, 'data')
  await expect.poll(() => stateOf(sleeper.pid)).toBe('T')
  process.kill(stopper.pid, 'SIGKILL')
  await expect.poll(() => stateOf(sleeper.pid)).toBe('S')
})

test.runIf(process.platform === 'linux')(
  'while the process lives the guard leaves what is stopped alone, until it is dismissed',
  async () => {
    const sleeper = start('sleep', ['60'])
    const dismiss = guardStopped(sleeper.pid)
    process.kill(-sleeper.pid, 'SIGSTOP')
    await expect.poll(() => stateOf(sleeper.pid)).toBe('T')
    dismiss()
    await expect.poll(() => stateOf(sleeper.pid)).toBe('S')
  },
)
