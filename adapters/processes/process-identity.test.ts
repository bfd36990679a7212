import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { processIdentity } from './process-identity.ts'

test('a process keeps its identity while it runs, and has none when it has ended', async () => {
  const child = spawn('sleep', ['60'])
  const pid = child.pid ?? 0
  const first = await processIdentity(pid)
  expect(first).toMatch(/\S/)
  expect(await processIdentity(pid)).toBe(first)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await processIdentity(pid)).toBeUndefined()
})

const IS_LINUX = process.platform === 'linux'

describe.runIf(IS_LINUX)(IS_LINUX ? 'on Linux' : 'skipped: this is not Linux', () => {
  test('a name with spaces and parentheses is parsed correctly', async () => {
    const rename = `require('fs').writeFileSync('/proc/self/comm', 'a) S (b) 1 2'); console.log('renamed'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['-e', rename], { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      const before = await processIdentity(child.pid ?? 0)
      await once(child.stdout, 'data')
      expect(before).toMatch(/^\d+$/)
      expect(await processIdentity(child.pid ?? 0)).toBe(before)
    } finally {
      child.kill('SIGKILL')
    }
  })

  test('a process that has ended and waits to be collected is none', async () => {
    // The shell becomes a program that never collects what it left behind.
    const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      const [text] = await once(parent.stdout, 'data')
      await expect.poll(() => processIdentity(Number(String(text).trim()))).toBeUndefined()
    } finally {
      parent.kill('SIGKILL')
    }
  })
})
