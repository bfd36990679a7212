import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { EXIT } from '../lib/command/exit-codes.ts'
import { forEachAtOnce } from '../lib/for-each-at-once.ts'

const ROOT = path.resolve(import.meta.dirname, '..')

const SCRIPTS: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
).scripts

/** The commands of package.json that are programs of ours; `prestart` and `pretest` are scripts of the shell. */
const COMMANDS = Object.entries(SCRIPTS).filter(([, script]) => script.startsWith('node '))

/** Runs a command with its output or its errors on a device that is full; gives its exit code and what else it said. */
async function onFullDisk(script: string, args: string, channel: 1 | 2): Promise<string> {
  const shell = `exec "$0" ${script.replace(/^node /, '')} ${args} ${channel}> /dev/full`
  const child = spawn('sh', ['-c', shell, process.execPath], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += chunk))
  const [code, signal] = await once(child, 'close')
  return `${code ?? signal} ${said}`
}

const WORKERS = ['one', 'another']

test('what package.json runs is found', () => expect(COMMANDS.length).toBeGreaterThan(20))

test('of every command it is one sentence that a full disk has not taken its output, and the exit code is no success', async () => {
  const ends: Record<string, string> = {}
  await forEachAtOnce(COMMANDS, WORKERS, async ([name, script]) => {
    ends[name] = await onFullDisk(script, '--help', 1)
  })
  const sentence = `${EXIT.bad} Cannot write the output: no space is left on the device (ENOSPC)\n`
  expect(ends).toEqual(Object.fromEntries(COMMANDS.map(([name]) => [name, sentence])))
})

test('of every command the exit code says that it was used wrongly, though no word of it can be written', async () => {
  const ends: Record<string, string> = {}
  // What these two do not know, vitest takes.
  const own = COMMANDS.filter(([name]) => !['test', 'scenarios'].includes(name))
  await forEachAtOnce(own, WORKERS, async ([name, script]) => {
    ends[name] = await onFullDisk(script, '--no-such-option', 2)
  })
  expect(ends).toEqual(Object.fromEntries(own.map(([name]) => [name, `${EXIT.usage} `])))
})
