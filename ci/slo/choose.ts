import { hasErrors, renderDiagnostics } from '../../lib/diagnostic/diagnostic.ts'
import { type Slo, sloId } from '../../slo/core/model.ts'
import { parseSlosWith } from '../../slo/definition/parse.ts'
import { type CommandIo, UsageError } from '../command/command.ts'
import { readProjectSlos } from './project.ts'
import { readSlos, SOURCE_HELP, SOURCE_OPTIONS, type SourceValues } from './source-options.ts'

/** The options that say which SLOs, for commands that know our own rules only. */
export const CHOICE_HELP = SOURCE_HELP.split('\n')
  .filter(line => !line.includes('--compat sloth   '))
  .join('\n')

/** The SLOs a command is about: those of the repository or of `--input`, all or the named ones; undefined, with the reason printed, when they cannot be read. */
export async function chooseSlos(
  values: SourceValues,
  ids: readonly string[],
  io: CommandIo,
): Promise<readonly Slo[] | undefined> {
  const { value, diagnostics } = await read(values)
  if (hasErrors(diagnostics)) {
    io.stderr(renderDiagnostics(diagnostics))
    return undefined
  }
  const slos = value.flatMap(file => file.slos)
  const unknown = ids.find(id => !slos.some(slo => sloId(slo) === id))
  if (unknown !== undefined) throw new UsageError(`There is no SLO "${unknown}". Known: ${slos.map(sloId).join(', ')}.`)
  return ids.length === 0 ? slos : slos.filter(slo => ids.includes(sloId(slo)))
}

async function read(values: SourceValues) {
  if (values.input === undefined) {
    const [given] = Object.keys(SOURCE_OPTIONS).filter(name => values[name as keyof SourceValues] !== undefined)
    if (given !== undefined) throw new UsageError(`--${given} can only go with --input`)
    return readProjectSlos()
  }
  const { files, context } = await readSlos(values, values.input)
  const sources = files.map(({ source }) => source)
  const { value, diagnostics } = parseSlosWith(sources, context.value)
  return { value, diagnostics: [...context.diagnostics, ...diagnostics] }
}
