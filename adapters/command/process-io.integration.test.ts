import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../..')

/** A command in a process of its own; `body` is what its `run` does. */
function start(body: string, endsOn: readonly string[] = []) {
  const program = `
    import { runAsProcess } from './adapters/command/process-io.ts'
    import { EXIT } from './lib/command/exit-codes.ts'
    import { defineCommand } from './lib/command/run.ts'
    const { run } = defineCommand({
      name: 'demo',
      summary: 'runs',
      help: { uses: [] },
      options: {},
      exits: { good: 'good', bad: 'bad', interrupted: 'interrupted' },
      endsOn: ${JSON.stringify(endsOn)},
      run: async (_, io) => { ${body} },
    })
    await runAsProcess(run)
  `
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { cwd: ROOT })
  const said = { out: '', err: '' }
  child.stdout.on('data', chunk => {
    said.out += chunk
  })
  child.stderr.on('data', chunk => {
    said.err += chunk
  })
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...said }))
  return { child, ended, ready: once(child.stdout, 'data') }
}

const WAIT = `
  const waiting = setInterval(() => {}, 1000)
  io.stdout('waiting\\n')
  await new Promise(resolve => io.signal.addEventListener('abort', resolve))
  clearInterval(waiting)
  io.stdout('tidied up\\n')
  return EXIT.interrupted
`

test('a signal that the command takes lets it tidy up, and a second one changes nothing', async () => {
  const { child, ended, ready } = start(WAIT, ['SIGINT', 'SIGTERM'])
  await ready
  child.kill('SIGINT')
  child.kill('SIGTERM')
  expect(await ended).toEqual({ code: 130, signal: null, out: 'waiting\ntidied up\n', err: '' })
})

test('a signal that it does not take ends it at once', async () => {
  const { child, ended, ready } = start(WAIT)
  await ready
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ code: null, signal: 'SIGINT', out: 'waiting\n' })
})

const TALK = `
  io.stdout('first\\n')
  const talking = setInterval(() => io.stdout('more\\n'), 10)
  await new Promise(resolve => io.signal.addEventListener('abort', resolve))
  clearInterval(talking)
  io.stderr('tidied up\\n')
  return EXIT.good
`

test.each([
  [[], { code: 141, err: '' }],
  [['SIGPIPE'], { code: 0, err: 'tidied up\n' }],
])('a reader that has seen enough ends a command that takes the signals %j', async (endsOn, end) => {
  const { child, ended, ready } = start(TALK, endsOn)
  await ready
  child.stdout.destroy()
  expect(await ended).toMatchObject(end)
})

test('output that a full disk cannot hold is one sentence, and lost words about an error change no exit code', async () => {
  const run = (redirection: string) => {
    const shell = `exec "$0" ci/slo.ts generate --input slo/web.yaml --out - ${redirection}`
    return spawn('sh', ['-c', shell, process.execPath], { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] })
  }
  const full = run('> /dev/full')
  let said = ''
  full.stderr.on('data', chunk => {
    said += chunk
  })
  expect(await once(full, 'close')).toEqual([1, null])
  expect(said).toBe('Cannot write the output: no space is left on the device (ENOSPC)\n')
  expect(await once(run('--label x 2> /dev/full'), 'close')).toEqual([2, null])
})

test('a failure ends the process, whatever was left running, and everything that was said arrives', async () => {
  const long = `setInterval(() => {}, 1000); io.stdout('x'.repeat(1_000_000)); throw new TypeError('planted')`
  const { code, out, err } = await start(long).ended
  expect({ code, length: out.length }).toEqual({ code: 1, length: 1_000_000 })
  expect(err).toMatch(/^demo failed on an unexpected error, which is a bug of Leadline:\nTypeError: planted\n {4}at /)
})

test.each(['good', 'interrupted'])(
  'a call of the system that never returns does not keep a process alive whose command ended as %s',
  async exit => {
    const folder = await mkdtemp(path.join(tmpdir(), 'leadline-hanging-'))
    const pipe = path.join(folder, 'pipe')
    await promisify(execFile)('mkfifo', [pipe])
    const hanging = `
    const { readFile } = await import('node:fs/promises')
    void readFile(${JSON.stringify(pipe)})
    ${WAIT.replace('interrupted', exit)}
  `
    const { child, ended, ready } = start(hanging, ['SIGTERM'])
    await ready
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ signal: 'SIGKILL', err: expect.stringContaining('ended by force') })
    await rm(folder, { recursive: true })
  },
)
