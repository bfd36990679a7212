import { readProject } from '../../adapters/project.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { UsageError } from '../../lib/command/command.ts'
import { accept } from '../../lib/command/definition-error.ts'
import { needing } from '../../lib/command/options.ts'
import type { Parsed } from '../../lib/diagnostic/diagnostic.ts'
import { didYouMean } from '../../lib/did-you-mean.ts'
import { type Slo, sloId } from '../../slo/core/model.ts'
import { parseSlosWith } from '../../slo/definition/parse.ts'
import { readSlos, SOURCE_OPTIONS, type SourceValues } from './source-options.ts'

/** The options that say which SLOs, for a command that knows our own rules only and says why. */
export function choiceOptions(refusal: string) {
  return needing('input', { ...SOURCE_OPTIONS, compat: { ...SOURCE_OPTIONS.compat, refusal } })
}

/** The SLOs a command is about: those of the repository or of `--input`, all or the named ones. Throws when they cannot be read. */
export async function chooseSlos(values: SourceValues, ids: readonly string[], io: CommandIo): Promise<readonly Slo[]> {
  const slos = accept(await read(values), io)
  const known = slos.map(sloId)
  const unknown = ids.find(id => !known.includes(id))
  if (unknown !== undefined) throw unknownSlo(unknown, known)
  return ids.length === 0 ? slos : slos.filter(slo => ids.includes(sloId(slo)))
}

/** The error for an id, or another name, that no SLO has. */
export function unknownSlo(name: string, known: readonly string[]): UsageError {
  const meant = didYouMean(name, known)
  const hint = meant === undefined ? `known are ${known.join(', ')}` : `did you mean ${meant}?`
  return new UsageError(`There is no SLO "${name}": ${hint}`)
}

async function read(values: SourceValues): Promise<Parsed<readonly Slo[]>> {
  if (values.input === undefined) {
    const { value, diagnostics } = await readProject()
    return { value: value.slos, diagnostics }
  }
  const { files, context } = await readSlos(values, values.input)
  const sources = files.map(({ source }) => source)
  const { value, diagnostics } = parseSlosWith(sources, context.value)
  return { value: value.flatMap(({ slos }) => slos), diagnostics: [...context.diagnostics, ...diagnostics] }
}
