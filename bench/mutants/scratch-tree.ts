import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { isMissing } from '../../lib/system-error.ts'
import type { TestRun } from './run-tests.ts'

const run = promisify(execFile)

/** What is not copied: what git or a run of ours keeps there; the packages are linked. */
const NOT_COPIED = new Set(['.git', '.leadline', 'node_modules'])

/** Who deletes a statement deletes the import with it that nothing else uses: that alone is no reason to refuse. */
const COMPILER_OPTIONS = ['--noEmit', '--pretty', 'false', '--noUnusedLocals', 'false', '--noUnusedParameters', 'false']

/** What a run of tests gave; `late` when it was ended because it took too long. */
type RunResult = TestRun | 'late'

/** A copy of the source tree in which files can be spoiled and tests run. */
export interface ScratchTree {
  write(file: string, text: string): Promise<void>
  /** Takes back everything that was written, by us or by a test. */
  restore(): Promise<void>
  /** Runs test files of a project in this order until the first failure; what takes longer than the limit is ended. */
  test(project: string, files: readonly string[], limitMs: number): Promise<RunResult>
  /** The files in which the compiler finds something wrong. */
  wrongFiles(): Promise<readonly string[]>
}

/** Copies the tree at `root` to a folder that is not there yet; once the signal comes, runs of tests are ended and reject. */
export async function createScratchTree(root: string, folder: string, stopping: AbortSignal): Promise<ScratchTree> {
  const source = path.join(folder, 'tree')
  const temporary = path.join(folder, 'tmp')
  const git = (...args: readonly string[]): Promise<unknown> => run('git', [...args], { cwd: source })
  await mkdir(source, { recursive: true })
  await mkdir(temporary)
  for (const name of await readdir(root)) {
    if (!NOT_COPIED.has(name)) await cp(path.join(root, name), path.join(source, name), { recursive: true })
  }
  await symlink(path.join(root, 'node_modules'), path.join(source, 'node_modules'))
  await git('init', '--quiet')
  await git('config', 'user.name', 'Bench')
  await git('config', 'user.email', 'bench@localhost')
  await git('add', '--all', '--force')
  await git('commit', '--quiet', '--message', 'As it is')
  return {
    write: (file, text) => writeFile(path.join(source, file), text),
    async restore() {
      await git('reset', '--quiet', '--hard')
      await git('clean', '--quiet', '--force', '-d', '-x')
    },
    async test(project, files, limitMs) {
      const result = path.join(folder, 'result.json')
      await rm(result, { force: true })
      const args = [path.join(root, 'bench/mutants/run-tests.ts'), result, project, ...files]
      const env = { ...process.env, TMPDIR: temporary, NO_COLOR: '1' }
      const child = spawn(process.execPath, args, { cwd: source, env, stdio: 'ignore', detached: true })
      const ended = once(child, 'exit')
      const end = new AbortController()
      const over = sleep(limitMs, false, { signal: AbortSignal.any([stopping, end.signal]) }).catch(() => false)
      const inTime = await Promise.race([ended.then(() => true), over])
      end.abort()
      if (!inTime && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      await ended
      await endLeftovers(folder)
      await rm(temporary, { recursive: true, force: true, maxRetries: 5 })
      await mkdir(temporary)
      stopping.throwIfAborted()
      return inTime ? resultIn(result) : 'late'
    },
    async wrongFiles() {
      const { stdout } = await run('node_modules/.bin/tsc', COMPILER_OPTIONS, { cwd: source }).catch(
        (error: { stdout: string }) => error,
      )
      return [...new Set([...stdout.matchAll(/^(\S+)\(\d+,\d+\): error /gm)].map(([, file = '']) => file))]
    },
  }
}

/** What the run wrote; one that wrote nothing has broken down, which is a failure. */
async function resultIn(file: string): Promise<TestRun> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    if (!isMissing(error)) throw error
    return { failed: { file: '', test: '(the run itself)', error: 'it wrote no result' }, tookMs: {} }
  }
}

/** Ends the programs that tests in this folder started and left behind: they run in it, or are named with a file in it. */
async function endLeftovers(folder: string): Promise<void> {
  if (process.platform !== 'linux') return
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry)
    if (!Number.isInteger(pid) || pid === process.pid || !(await isOf(pid, folder))) continue
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended meanwhile.
    }
  }
}

async function isOf(pid: number, folder: string): Promise<boolean> {
  try {
    const place = await readlink(`/proc/${pid}/cwd`)
    return place.startsWith(folder) || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)
  } catch {
    // It has ended meanwhile, or is another user's.
    return false
  }
}
