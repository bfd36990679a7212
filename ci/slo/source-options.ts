import type { ParseArgsOptionsConfig } from 'node:util'
import { readSources, readStandardInput } from '../../adapters/files/files.ts'
import { readTree, type TreeFile } from '../../adapters/files/source-tree.ts'
import { loadSliPlugins, PluginError } from '../../adapters/sli-plugins.ts'
import type { Parsed } from '../../lib/diagnostic/diagnostic.ts'
import { formatDuration, parseDuration } from '../../lib/duration.ts'
import { DEFAULT_PERIOD, derivedWindows, slothWindows } from '../../slo/core/windows.ts'
import { parseAlertWindows, withWindows } from '../../slo/definition/alert-windows.ts'
import { BUILT_IN_PLUGINS } from '../../slo/definition/parse.ts'
import type { Flavour, ParseContext } from '../../slo/definition/parse-context.ts'
import { pluginsById } from '../../slo/definition/plugins/plugin.ts'
import { UsageError } from '../command/command.ts'
import { readProbeCatalogue } from '../probe-catalogue.ts'

/** Options of every command that reads definitions from elsewhere. */
export const SOURCE_OPTIONS = {
  input: { type: 'string', short: 'i' },
  include: { type: 'string' },
  exclude: { type: 'string' },
  compat: { type: 'string' },
  'default-period': { type: 'string' },
  windows: { type: 'string' },
  plugins: { type: 'string' },
  'ignore-duplicates': { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig

/** What those options mean, for `--help`. */
export const SOURCE_HELP = `  --input FILE|DIR        definitions: sloth's files and Kubernetes resources, OpenSLO v1alpha and v1;
                          - reads them from a pipe
  --include, --exclude    regular expressions over the paths of a folder
  --compat sloth          read and mean everything as sloth does
  --default-period 28d    the period of SLOs that name none (30d)
  --windows DIR           files of AlertWindows; with --compat sloth they replace the built-in ones
  --plugins DIR           TypeScript modules that export SLI plugins
  --ignore-duplicates     the same id in two files is a warning`

/** Their values as the command line gives them. */
export type SourceValues = {
  readonly [Key in keyof typeof SOURCE_OPTIONS]?: (Key extends 'ignore-duplicates' ? boolean : string) | undefined
}

/** What was found at `--input`, ready to be parsed. */
export interface Sources {
  readonly isFolder: boolean
  readonly files: readonly TreeFile[]
  readonly context: Parsed<ParseContext>
}

/** Reads the definitions and everything that decides how they are read. Throws a UsageError for a wrong option, and for a folder without any. */
export async function readSlos(values: SourceValues, input: string): Promise<Sources> {
  const sources = await readTreeOfSlos(values, input)
  if (sources.files.length === 0) throw noFiles(input)
  return sources
}

/** What a folder without definitions is, where nothing else can be done for it. */
export function noFiles(input: string): UsageError {
  return new UsageError(`There are no YAML files in ${input}`)
}

/** The same, and a folder may be empty: its last definition may have been deleted. */
export async function readTreeOfSlos(values: SourceValues, input: string): Promise<Sources> {
  const include = regularExpression('include', values.include)
  const exclude = regularExpression('exclude', values.exclude)
  const filter = { ...(include && { include }), ...(exclude && { exclude }) }
  const tree = input === '-' ? await readPiped() : await existing(input, () => readTree(input, filter))
  return { ...tree, context: await readContext(values) }
}

/** The file's name of what comes from a pipe, for whatever is made of it. */
export const PIPED_NAME = 'stdin.yaml'

/** Definitions from a pipe, as the one file of a tree. */
async function readPiped(): Promise<Omit<Sources, 'context'>> {
  return { isFolder: false, files: [{ relative: PIPED_NAME, source: await readStandardInput() }] }
}

/** The context that the options describe. */
export async function readContext(values: SourceValues): Promise<Parsed<ParseContext>> {
  if (values.compat !== undefined && values.compat !== 'sloth') {
    throw new UsageError(`There is nothing to be compatible with called "${values.compat}": write --compat sloth`)
  }
  const flavour: Flavour = values.compat === 'sloth' ? 'sloth' : 'leadline'
  const files = values.windows === undefined ? [] : await readWindowFiles(values.windows)
  const windows = parseAlertWindows(files)
  const none = () => undefined
  const otherwise = flavour === 'leadline' ? derivedWindows : windows.value.size > 0 ? none : slothWindows
  const windowsFor = withWindows(windows.value, otherwise)
  const period = parseDuration(values['default-period'] ?? formatDuration(DEFAULT_PERIOD))
  if (period === undefined || period <= 0) {
    throw new UsageError(`"${values['default-period']}" is not a period: write a duration such as 28d`)
  }
  if (windowsFor(period) === undefined && windows.diagnostics.length === 0) {
    throw new UsageError(
      `There are no alert windows for a period of ${formatDuration(period)}: give a file with --windows`,
    )
  }
  const folder = values.plugins
  const own = folder === undefined ? [] : await existing(folder, () => loadSliPlugins(folder))
  const sliPlugins = pluginsById(BUILT_IN_PLUGINS, own)
  const probes = await readProbeCatalogue()
  const duplicates = values['ignore-duplicates'] ? 'warning' : 'error'
  const value = { flavour, probes, defaultPeriod: period, windowsFor, sliPlugins, duplicates } as const
  return { value, diagnostics: windows.diagnostics }
}

async function readWindowFiles(folder: string) {
  const [yaml, yml] = await existing(folder, () =>
    Promise.all([readSources(folder, '.yaml'), readSources(folder, '.yml')]),
  )
  if (yaml.length + yml.length === 0) throw new UsageError(`There are no files of AlertWindows in ${folder}`)
  return [...yaml, ...yml]
}

function regularExpression(option: string, text: string | undefined): RegExp | undefined {
  if (text === undefined) return undefined
  try {
    return new RegExp(text)
  } catch (error) {
    throw new UsageError(`--${option} is not a regular expression: ${(error as Error).message}`)
  }
}

async function existing<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof PluginError) throw new UsageError(error.message)
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
      throw new UsageError(`Cannot read ${path}: ${error.message}`)
    }
    throw error
  }
}
