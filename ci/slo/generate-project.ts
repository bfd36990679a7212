import { compareFolder, type FolderChange, replaceFolder } from '../../adapters/files/generated-folder.ts'
import { count } from '../../lib/count.ts'
import { hasErrors, renderDiagnostics } from '../../lib/diagnostic/diagnostic.ts'
import { provenanceOf } from '../../lib/yaml/provenance.ts'
import { type CommandIo, EXIT } from '../command/command.ts'
import { readProbeCatalogue } from '../probe-catalogue.ts'
import { COMMAND, GENERATED_FOLDER, generatedFiles, readProjectSlos } from './project.ts'

/** Writes the rules and tests of this repository's own definitions, or only compares; gives the exit code. */
export async function generateProject(isCheck: boolean, io: CommandIo): Promise<number> {
  const { value, diagnostics } = await readProjectSlos()
  io.stderr(renderDiagnostics(diagnostics))
  if (hasErrors(diagnostics)) return EXIT.bad
  const { probes } = await readProbeCatalogue()
  const files = generatedFiles(value, probes)
  const isOwn = (_: string, text: string) => provenanceOf(text)?.command === COMMAND
  if (isCheck) {
    const changes = await compareFolder(GENERATED_FOLDER, files, isOwn)
    for (const { file, kind } of changes) io.stderr(COMPLAINTS[kind](file))
    return changes.length === 0 ? EXIT.good : EXIT.bad
  }
  const changes = await replaceFolder(GENERATED_FOLDER, files, isOwn)
  for (const { file, kind } of changes) {
    if (kind === 'foreign') io.stderr(COMPLAINTS.foreign(file))
    else io.stdout(`${kind === 'left-over' ? 'removed' : 'wrote'} ${file}\n`)
  }
  const slos = value.reduce((sum, file) => sum + file.slos.length, 0)
  const changed = changes.filter(({ kind }) => kind !== 'foreign').length
  io.stdout(`${count(slos, 'SLO')} in ${count(files.size, 'file')}, ${changed} changed\n`)
  return EXIT.good
}

const COMPLAINTS: Readonly<Record<FolderChange['kind'], (file: string) => string>> = {
  missing: file => `${file} is missing: run \`${COMMAND}\` and commit it\n`,
  stale: file => `${file} is stale: run \`${COMMAND}\` and commit it\n`,
  'left-over': file =>
    `${file} is left over from a definition that is gone: run \`${COMMAND}\` and commit that it goes\n`,
  foreign: file => `${file} was not generated, and stays: move it out of ${GENERATED_FOLDER}, or delete it\n`,
}
