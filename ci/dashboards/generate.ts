import { parseArgs } from 'node:util'
import { readIfPresent } from '../../adapters/files/files.ts'
import { compareFolder, replaceFolder } from '../../adapters/files/generated-folder.ts'
import { generatedFiles, LOCK_FILE, lockedFiles } from '../../dashboards/generated-files.ts'
import { configMapFiles, DEFAULT_OPTIONS, dashboardConfigMaps, isGeneratedHere } from '../../k8s/config-maps.ts'
import { count } from '../../lib/count.ts'
import { hasErrors, renderDiagnostics } from '../../lib/diagnostic/diagnostic.ts'
import { type Command, type CommandIo, EXIT } from '../command/command.ts'
import { CONFIG_MAP_FOLDER, GENERATED_FOLDER, readProjectBoards, sha256 } from './project.ts'

const HELP = `Writes every board as Grafana's JSON and as a ConfigMap, and a lock that lists boards, panels and queries.

  npm run dashboards -- generate              ${GENERATED_FOLDER}/<uid>.json and lock.json,
                                              ${CONFIG_MAP_FOLDER}/<uid>.yaml
  npm run dashboards -- generate --check      write nothing; name the files that are not what the code says

Boards read SLOs from slo/*.yaml and probes from the prober's definitions: a new one brings its panels.

Exit codes: 0 done · 1 an error in a definition, or a stale file with --check · 2 wrong usage
`

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: { check: { type: 'boolean', default: false } } })
  const { value: boards, diagnostics } = await readProjectBoards()
  io.stderr(renderDiagnostics(diagnostics))
  if (hasErrors(diagnostics)) return EXIT.bad
  const files = generatedFiles(boards, sha256)
  const locked = lockedFiles(await readIfPresent(`${GENERATED_FOLDER}/${LOCK_FILE}`))
  const bring = values.check ? compareFolder : replaceFolder
  const maps = configMapFiles(dashboardConfigMaps(files, DEFAULT_OPTIONS))
  const found = [
    ...(await bring(GENERATED_FOLDER, files, name => locked.has(name))),
    ...(await bring(CONFIG_MAP_FOLDER, maps, (_, text) => isGeneratedHere(text))),
  ]
  const changes = found.filter(({ kind }) => kind !== 'foreign')
  for (const { file, kind } of found) if (kind === 'foreign') io.stderr(`${file} is left alone: it was not generated\n`)
  if (values.check) {
    for (const { file, kind } of changes) io.stderr(`${file} is ${kind}: run \`npm run dashboards\` and commit it\n`)
    return changes.length === 0 ? EXIT.good : EXIT.bad
  }
  for (const { file, kind } of changes) io.stdout(`${kind === 'left-over' ? 'removed' : 'wrote'} ${file}\n`)
  io.stdout(`${count(boards.length, 'board')}, ${count(changes.length, 'file')} changed\n`)
  return EXIT.good
}

/** `generate`: definitions and code in, Grafana's JSON out. */
export const generate: Command = { summary: 'write the boards as JSON', help: HELP, run }
