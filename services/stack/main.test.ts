import { once } from 'node:events'
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runQuietly } from '../../lib/command/command.testkit.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { PROBES_FILE } from '../prober/contract/probes-file.ts'
import { main } from './main.ts'
import { removeFolder, scratchFolder } from './plan/part.testkit.ts'
import { DEFAULT_PORTS } from './plan/ports.ts'
import { createPidFiles } from './supervise/pid-files.ts'
import { pidFolder, STACK_PID } from './supervise/state-file.ts'

/** What stands in the way of a start; that a start succeeds is for the test of the whole stack. */

const REPOSITORY = path.resolve(import.meta.dirname, '../..')

let folder = ''
beforeEach(() => {
  folder = scratchFolder()
  for (const name of ['slo/web.yaml', PROBES_FILE]) {
    cpSync(path.join(REPOSITORY, name), path.join(folder, name))
  }
})
afterEach(() => removeFolder(folder))

/** Starts the stack as a person would, in a copy of the definitions. */
async function run(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  changes: Partial<CommandIo> = {},
) {
  const drawn: string[] = []
  const screen = { isTTY: true, write: (text: string) => drawn.push(text) > 0 }
  const { code, out, err } = await runQuietly((words, io) => main(words, { ...io, screen }), argv, {
    env: { PATH: process.env.PATH, ...env },
    repository: folder,
    signal: AbortSignal.abort(),
    ...changes,
  })
  return { exitCode: code, stdout: out + drawn.join(''), stderr: err }
}

/** Breaks the definition of the SLOs in two places. */
function breakDefinitions(): void {
  const file = path.join(folder, 'slo/web.yaml')
  const text = readFileSync(file, 'utf8')
    .replace('objective: 99.9', 'objective: 999')
    .replace('path: ingress', 'path: ingres')
  writeFileSync(file, text)
}

test('--help explains the command, and names every port', async () => {
  const { exitCode, stdout, stderr } = await run(['--help'])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  for (const [name, port] of Object.entries(DEFAULT_PORTS)) expect(stdout).toContain(`${name}=${port}`)
})

test('every usage mistake is reported, and the help follows', async () => {
  const { exitCode, stderr } = await run(['--fresch', '--port', 'prober=x'])
  expect(exitCode).toBe(2)
  expect(stderr).toMatch(
    /^--fresch is not an option: did you mean --fresh\?\nCannot use "x" as the port of prober.*\n\nSee `npm start -- --help`\.\n$/,
  )
})

test('every mistake in a definition stops the start, with its place and with what else stands in the way', async () => {
  breakDefinitions()
  const { exitCode, stderr } = await run([], { TRAEFIK_BIN: '/no/traefik' })
  expect(exitCode).toBe(1)
  expect(stderr.match(/^slo\/web\.yaml:\d+:\d+: error: /gm)?.length).toBe(2)
  expect(stderr).toContain('TRAEFIK_BIN names "/no/traefik"')
  expect(stderr).toMatch(/\n\nNothing was started\.\n$/)
  expect(readdirSync(path.join(folder, '.leadline'), { recursive: true })).toEqual(['run'])
})

test('a stack that already runs, or is just starting, is left alone', async () => {
  const pidFiles = createPidFiles(pidFolder(path.join(folder, '.leadline')))
  await pidFiles.write(STACK_PID, process.pid)
  const { exitCode, stderr } = await run([])
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(new RegExp(`^A stack already runs from \\.leadline \\(pid ${process.pid}\\)`))
  expect(await pidFiles.running(STACK_PID)).toBe(process.pid)
})

test('a warning about a definition is reported, and stops nothing', async () => {
  const file = path.join(folder, 'slo/web.yaml')
  writeFileSync(file, readFileSync(file, 'utf8').replace('description:', 'Description:'))
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { stdout, stderr } = await run(['--port', `prober=${(server.address() as AddressInfo).port}`])
  server.close()
  expect(stdout).toMatch(/slo\/web\.yaml:\d+:\d+: warning: "Description" is read as "description"/)
  expect(stderr).toMatch(/^Port /)
})

test('a taken port is reported before anything is written', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { exitCode, stdout, stderr } = await run(['--port', `prober=${port}`])
  server.close()
  // Definitions without a warning have nothing to say.
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
  expect(stderr).toMatch(new RegExp(`^Port ${port} for prober is taken by .*--port prober=PORT$`, 'm'))
  expect(readdirSync(path.join(folder, '.leadline'), { recursive: true })).toEqual(['run'])
})

test('a file that cannot be kept, and a program that fails, are said in one line', async () => {
  writeFileSync(path.join(folder, '.leadline'), 'not a folder')
  const { exitCode, stderr } = await run([])
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: expect.stringMatching(
      /^Cannot keep files in \.leadline: Cannot make the folder [^\n]*\n\nNothing was started\.\n$/,
    ),
  })
})

test('a bug of ours is an unexpected error with its stack, and leaves the place of the stack free', async () => {
  const env = {
    get PATH(): string {
      throw new TypeError('planted')
    },
  }
  const { exitCode, stderr } = await run([], {}, { env })
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: expect.stringMatching(/^npm start failed on an unexpected error[^\n]*\nTypeError: planted\n {4}at /),
  })
  expect(readdirSync(path.join(folder, '.leadline/run'))).toEqual([])
})
