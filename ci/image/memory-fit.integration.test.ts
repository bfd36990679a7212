import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { exampleContext } from '../../dashboards/context.testkit.ts'
import { bytesOf } from '../../k8s/quantity.ts'
import { exampleSets } from '../../k8s/render/example.testkit.ts'
import { at, listAt, textAt } from '../../lib/json/path.ts'
import { renderSloList } from '../../services/web/core/slo-list.ts'
import { contextFiles } from './context-files.ts'
import { CAN_LIMIT_MEMORY, createMemoryCgroup, type MemoryCgroup } from './memory-cgroup.testkit.ts'

const REQUESTS = 2000
const AT_ONCE = 20
/** What must be left of the limit: for what load and time bring beyond these requests. */
const MOST = 0.8

let folder = ''
let cgroup: MemoryCgroup
let child: ChildProcess | undefined
let made = 0
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leadline-memory-'))
})
afterEach(async () => {
  if (child !== undefined && child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  cgroup.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** The app's container as it is rendered for the example site. */
async function appContainer(): Promise<{
  limit: number
  command: readonly string[]
  env: Readonly<Record<string, string>>
}> {
  const { release } = await exampleSets()
  const found = release.find(({ object: { kind, metadata } }) => kind === 'Deployment' && metadata.name === 'app')
  const container = at(found?.object, 'spec', 'template', 'spec', 'containers', 0)
  const env = listAt(container, 'env').map(one => [textAt(one, 'name'), textAt(one, 'value')])
  return {
    limit: bytesOf(textAt(container, 'resources', 'limits', 'memory')) ?? Number.NaN,
    command: listAt(container, 'command').map(String),
    env: Object.fromEntries(env),
  }
}

/** The folder of the image: the files that the services load, and the packages. */
function writeImage(): void {
  for (const file of contextFiles()) cpSync(file, path.join(folder, file))
  symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'))
  writeFileSync(path.join(folder, 'slos.json'), renderSloList(exampleContext.slos))
}

/** Starts a command, in the group where there is one to be; resolves to its first line, or undefined when it ends without. */
async function startIn(
  group: MemoryCgroup | undefined,
  command: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const [program = '', ...args] = group?.within(command) ?? command
  child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await Promise.race([
    once(child.stdout as NodeJS.ReadableStream, 'data'),
    once(child, 'exit').then(() => []),
  ])
  return line === undefined ? undefined : String(line)
}

async function ended(signal: NodeJS.Signals): Promise<void> {
  const exited = once(child as ChildProcess, 'exit')
  child?.kill(signal)
  await exited
}

async function ask(port: number, count: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  let left = count
  let good = 0
  const work = async (): Promise<void> => {
    for (; left > 0; ) {
      left -= 1
      const [response] = await once(get({ port, path: left % 2 === 0 ? '/' : '/status.json', agent }), 'response')
      response.resume()
      await once(response, 'end')
      if (response.statusCode === 200) good += 1
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  agent.destroy()
  return good
}

describe.skipIf(!CAN_LIMIT_MEMORY)('in a control group with a limit, which this machine must let us make', () => {
  beforeEach(async () => {
    const { limit } = await appContainer()
    made += 1
    cgroup = createMemoryCgroup(`leadline-memory-${process.pid}-${made}`, limit)
  })

  test(`the app as it is built answers ${REQUESTS} requests with less than four fifths of its limit`, async () => {
    writeImage()
    const { limit, command, env } = await appContainer()
    const run = [process.execPath, ...command.slice(1)]
    const here = {
      ...env,
      ...{ HOST: '127.0.0.1', PORT: '0', INTERNAL_PORT: '0', INSTANCE: 'app-1', DRAIN_DELAY: '1ms' },
      PROMETHEUS_URL: 'http://127.0.0.1:1',
      SLO_LIST: path.join(folder, 'slos.json'),
      NODE_COMPILE_CACHE: path.join(folder, 'compile-cache'),
    }
    // Once before, as when an image is built: it writes the compiled code.
    await startIn(undefined, run, here)
    await ended('SIGTERM')
    const line = JSON.parse((await startIn(cgroup, run, here)) ?? '{}')
    expect(readFileSync(`/proc/${child?.pid}/cmdline`, 'utf8').split('\0').slice(1, -1)).toEqual(command.slice(1))
    expect(await ask(line.port, REQUESTS)).toBe(REQUESTS)
    expect(cgroup.kills).toBe(0)
    expect(cgroup.peak / limit).toBeGreaterThan(0.1)
    expect(cgroup.peak / limit).toBeLessThan(MOST)
  })

  test('what takes more than the limit is killed there', async () => {
    const { limit } = await appContainer()
    const take = `console.log('begins'); Buffer.alloc(${2 * limit}, 1); console.log('has it')`
    await startIn(cgroup, [process.execPath, '--eval', take], { PATH: process.env.PATH })
    if (child?.signalCode === null && child.exitCode === null) await once(child, 'exit')
    expect(child?.signalCode).toBe('SIGKILL')
    expect(cgroup.kills).toBe(1)
  })
})
