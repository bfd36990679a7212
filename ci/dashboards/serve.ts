import { once } from 'node:events'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { readIfPresent } from '../../adapters/files/files.ts'
import { inScratchFolder } from '../../adapters/files/folders.ts'
import { watchSources } from '../../adapters/files/watch-sources.ts'
import { runProgram } from '../../adapters/processes/run-program.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { describeError } from '../../lib/describe-error.ts'
import { DATA_OPTIONS } from './options/data-options.ts'
import { startLiveServer } from './serving/live-server.ts'
import { type Rendered, renderingPages } from './serving/rendering.ts'

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url))

/** Where the code and the definitions are from which dashboards follow. */
const SOURCES = ['dashboards', 'slo', 'services', 'lib'].map(folder => path.join(REPOSITORY, folder))

/**
 * Draws the dashboards in a process of its own, because a process keeps the code that it has loaded. Never rejects.
 */
async function draw(options: readonly string[], signal: AbortSignal): Promise<Rendered> {
  try {
    return await inScratchFolder('serve', async folder => {
      const out = path.join(folder, 'preview.html')
      const command = [path.join(REPOSITORY, 'ci/dashboards.ts'), 'preview', '--out', out, ...options]
      const { isGood, how, stdout, stderr } = await runProgram(process.execPath, command, {
        folder: REPOSITORY,
        signal,
      })
      const page = isGood ? await readIfPresent(out) : undefined
      return page === undefined ? { kind: 'failed', said: `${stdout}${stderr}`.trim() || how } : { kind: 'page', page }
    })
  } catch (error) {
    return { kind: 'failed', said: describeError(error) }
  }
}

/** Serves until the command is ended; every rendering is reported on the screen. */
async function serveBoards(port: number, options: readonly string[], io: CommandIo): Promise<void> {
  const rendering = renderingPages(
    () => draw(options, io.signal),
    outcome => {
      if (io.signal.aborted) return
      if (outcome.kind === 'page') io.stdout('drawn; waiting for changes\n')
      else io.stderr(`${outcome.said}\nThe page says so, too; waiting for changes\n`)
    },
  )
  const server = await startLiveServer(port, rendering)
  io.stdout(
    `${server.url} shows the dashboards, and draws them again when code or definitions change; Ctrl-C ends it\n`,
  )
  watchSources(SOURCES, () => void rendering.again(), io.signal)
  const first = rendering.again()
  if (!io.signal.aborted) await once(io.signal, 'abort')
  await first
  await server.stop()
}

/** `serve`: a live preview. */
export const serve = defineCommand({
  name: 'npm run dashboards -- serve',
  summary: 'show every dashboard in the browser, and draw it again at each change',
  help: {
    about:
      'A live preview while one writes: the page of the command preview, which reloads when the code of dashboards, an SLO or a probe has changed. An error in a definition stands on the page.',
    uses: [
      ['npm run dashboards -- serve', 'with the scenario "healthy"'],
      ['npm run dashboards -- serve --url http://HOST:9090', 'with the live data of a Prometheus'],
    ],
    notes: 'It is only for browsers on this machine: it listens on 127.0.0.1, and answers no other name.',
  },
  options: {
    port: {
      type: 'string',
      value: 'NUMBER',
      default: '4680',
      parse: (text: string) => (/^\d{1,5}$/.test(text) && Number(text) < 65_536 ? Number(text) : undefined),
      need: 'a number below 65536; 0 takes any port that is free',
      help: 'where it listens',
    },
    ...DATA_OPTIONS,
  },
  exits: { good: 'ended by Ctrl-C', bad: 'the port is taken' },
  endsOn: ['SIGINT', 'SIGTERM', 'SIGHUP'],
  run: async ({ values: { port, scenario, url, folder, scrape } }, io) => {
    const data =
      url === undefined ? ['--scenario', scenario] : ['--url', url, '--folder', folder, '--scrape', String(scrape)]
    await serveBoards(port, data, io)
    return EXIT.good
  },
})
