import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../../adapters/processes/ports.ts'
import { removeFolder, scratchFolder } from './part.testkit.ts'
import { findPrograms } from './programs.ts'
import { unusableOfAlertmanager, unusableOfPrometheus } from './unusable-data.ts'

/** What the real programs print when their data is broken: another version may say it in other words. */

const run = promisify(execFile)
const { programs } = findPrograms(process.env)
const JUNK = Buffer.from(Array.from({ length: 300 }, (_, index) => (index * 151 + 89) % 256))

let folder: string
let block: string
const at = (...names: readonly string[]) => path.join(folder, ...names)

beforeAll(async () => {
  folder = scratchFolder()
  await writeFile(at('prometheus.yml'), 'global: {}\n')
  await writeFile(at('alertmanager.yml'), 'route: {receiver: x}\nreceivers: [{name: x}]\n')
  const samples = Array.from({ length: 10 }, (_, index) => `x ${index} ${1_770_000_000 + index * 15}\n`).join('')
  await writeFile(at('samples'), `# TYPE x gauge\n${samples}# EOF\n`)
  await run(programs?.promtool ?? '', ['tsdb', 'create-blocks-from', 'openmetrics', at('samples'), at('good')])
  block = (await readdir(at('good')))[0] ?? ''
})
afterAll(() => removeFolder(folder))

/** The last lines of a program that must end by itself; it is ended when it does not. */
async function linesOf(program: string | undefined, args: readonly string[]): Promise<readonly string[]> {
  const ended = await run(program ?? '', args, { timeout: 8000 }).then(
    () => undefined,
    (error: { readonly killed: boolean; readonly stderr: string }) => error,
  )
  if (ended === undefined || ended.killed) throw new Error('it started')
  return ended.stderr.split('\n')
}

const BROKEN: readonly (readonly [what: string, breaks: (data: string) => Promise<unknown>, aside: () => string[]])[] =
  [
    ['the index of a block', data => writeFile(path.join(data, block, 'index'), JUNK), () => [block]],
    ['the chunks of a block', data => writeFile(path.join(data, block, 'chunks/000001'), 'abc'), () => [block]],
    [
      'a gap in the write-ahead log',
      async data => {
        await mkdir(path.join(data, 'wal'))
        for (const name of ['00000000', '00000005']) await writeFile(path.join(data, 'wal', name), '')
      },
      () => ['wal', 'wbl', 'chunks_head'],
    ],
    [
      'chunks of the head',
      async data => {
        await mkdir(path.join(data, 'chunks_head'))
        await writeFile(path.join(data, 'chunks_head/000001'), JUNK)
      },
      () => ['wal', 'wbl', 'chunks_head'],
    ],
  ]

test.each(BROKEN)('Prometheus names what keeps it from starting: %s', async (what, breaks, aside) => {
  const data = at(what.replaceAll(' ', '-'))
  await cp(at('good'), data, { recursive: true })
  await breaks(data)
  const listen = `--web.listen-address=127.0.0.1:${await freePort()}`
  const args = [`--config.file=${at('prometheus.yml')}`, `--storage.tsdb.path=${data}`, listen]
  expect(unusableOfPrometheus(await linesOf(programs?.prometheus, args))?.files).toEqual(aside())
  await rm(data, { recursive: true })
})

test.each(['nflog', 'silences'])('Alertmanager ends over its %s', async name => {
  const data = at(`alertmanager-${name}`)
  await mkdir(data)
  await writeFile(path.join(data, name), JUNK)
  const listen = `--web.listen-address=127.0.0.1:${await freePort()}`
  const args = [
    `--config.file=${at('alertmanager.yml')}`,
    `--storage.path=${data}`,
    listen,
    '--cluster.listen-address=',
  ]
  expect(unusableOfAlertmanager(await linesOf(programs?.alertmanager, args))?.files).toEqual(['nflog', 'silences'])
})
