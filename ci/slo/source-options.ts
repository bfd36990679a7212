import { readSources, readStandardInput } from '../../adapters/files/files.ts'
import { readTree, type TreeFile } from '../../adapters/files/source-tree.ts'
import { loadSliPlugins, PluginError } from '../../adapters/sli-plugins.ts'
import { UsageError } from '../../lib/command/command.ts'
import type { Options, Values } from '../../lib/command/options.ts'
import { readNamed } from '../../lib/command/read-named.ts'
import type { Parsed } from '../../lib/diagnostic/diagnostic.ts'
import { type Duration, formatDuration, parseDuration } from '../../lib/duration.ts'
import type { ProbeCatalogue } from '../../services/prober/contract/catalogue.ts'
import { type PrometheusVersion, parsePrometheusVersion } from '../../slo/core/prometheus-version.ts'
import { DEFAULT_PERIOD, derivedWindows, slothWindows } from '../../slo/core/windows.ts'
import { parseAlertWindows, withWindows } from '../../slo/definition/alert-windows.ts'
import { BUILT_IN_PLUGINS } from '../../slo/definition/parse.ts'
import type { Flavour, ParseContext } from '../../slo/definition/parse-context.ts'
import { pluginsById } from '../../slo/definition/plugins/plugin.ts'

const REGEX = {
  type: 'string',
  value: 'REGEX',
  parse: (text: string): RegExp | undefined => {
    try {
      return new RegExp(text)
    } catch {
      // The sentence about the option says what it must be.
      return undefined
    }
  },
  need: 'a regular expression',
} as const

/** Options of every command that reads definitions from elsewhere. */
export const SOURCE_OPTIONS = {
  input: {
    type: 'string',
    short: 'i',
    value: 'FILE|DIR',
    help: "definitions: sloth's files and Kubernetes resources, OpenSLO v1alpha and v1; - reads them from a pipe",
  },
  include: { ...REGEX, help: 'read only files of the folder whose path matches' },
  exclude: { ...REGEX, help: 'skip files of the folder whose path matches' },
  compat: { type: 'string', value: 'FLAVOUR', choices: ['sloth'], help: 'read and interpret everything as sloth does' },
  'default-period': {
    type: 'string',
    value: 'PERIOD',
    default: formatDuration(DEFAULT_PERIOD),
    parse: (text: string): Duration | undefined => parseDuration(text) || undefined,
    need: 'a duration such as 28d',
    help: 'the period of SLOs that name none',
  },
  windows: {
    type: 'string',
    value: 'DIR',
    help: 'files of AlertWindows; with --compat sloth they replace the built-in ones',
  },
  plugins: { type: 'string', value: 'DIR', help: 'TypeScript modules that export SLI plugins' },
  'ignore-duplicates': { type: 'boolean', help: 'the same id in two files is a warning' },
} as const satisfies Options

/** `--prometheus VERSION`: what the rules must load in. */
export const TARGET_OPTION = {
  type: 'string',
  value: 'VERSION',
  parse: parsePrometheusVersion,
  need: 'a version such as 2.42',
  help: 'the oldest Prometheus that must load the rules: what needs a newer one is an error',
} as const

/** Their values as the command line gives them, and the Prometheus that rules are for. */
export type SourceValues = Values<typeof SOURCE_OPTIONS> & { readonly target?: PrometheusVersion | undefined }

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

/** The error for a folder without definitions, where nothing else can be done for it. */
export function noFiles(input: string): UsageError {
  return new UsageError(`There are no YAML files in ${input}`)
}

/** The same, and a folder may be empty: its last definition may have been deleted. */
export async function readTreeOfSlos(values: SourceValues, input: string): Promise<Sources> {
  const { include, exclude } = values
  const filter = { ...(include && { include }), ...(exclude && { exclude }) }
  const tree = input === '-' ? await readPiped() : await existing(input, () => readTree(input, filter))
  return { ...tree, context: await readContext(values, await probesFor(tree.files)) }
}

/** The letters of `probe` in every spelling that a key may have, and escapes, which may stand for any letter. */
const MAY_NAME_PROBES = /p[-_]*r[-_]*o[-_]*b[-_]*e|\\[uUx]/i

/** What SLOs can use of this project's prober. Most definitions from elsewhere use nothing, and need not wait for it to be read. */
async function probesFor(files: readonly TreeFile[]): Promise<ProbeCatalogue> {
  if (!files.some(({ source }) => MAY_NAME_PROBES.test(source.text))) return { probes: [], bucketBoundsSeconds: [] }
  const { readProbeCatalogue } = await import('../../adapters/project.ts')
  return (await readProbeCatalogue()).value
}

/** The file's name of what comes from a pipe, for whatever is made of it. */
export const PIPED_NAME = 'stdin.yaml'

/** Definitions from a pipe, as the one file of a tree. */
async function readPiped(): Promise<Omit<Sources, 'context'>> {
  return { isFolder: false, files: [{ relative: PIPED_NAME, source: await readStandardInput() }] }
}

/** The context that the options describe. */
async function readContext(values: SourceValues, probes: ProbeCatalogue): Promise<Parsed<ParseContext>> {
  const flavour: Flavour = values.compat ?? 'leadline'
  const files = values.windows === undefined ? [] : await readWindowFiles(values.windows)
  const windows = parseAlertWindows(files)
  const none = () => undefined
  const otherwise = flavour === 'leadline' ? derivedWindows : windows.value.size > 0 ? none : slothWindows
  const windowsFor = withWindows(windows.value, otherwise)
  const period = values['default-period']
  if (windowsFor(period) === undefined && windows.diagnostics.length === 0) {
    throw new UsageError(
      `There are no alert windows for a period of ${formatDuration(period)}: give a file with --windows`,
    )
  }
  const folder = values.plugins
  const own = folder === undefined ? [] : await existing(folder, () => loadSliPlugins(folder))
  const sliPlugins = pluginsById(BUILT_IN_PLUGINS, own)
  const duplicates = values['ignore-duplicates'] ? 'warning' : 'error'
  const target = values.target === undefined ? {} : { prometheus: values.target }
  const value = { flavour, probes, defaultPeriod: period, windowsFor, sliPlugins, duplicates, ...target } as const
  return { value, diagnostics: windows.diagnostics }
}

async function readWindowFiles(folder: string) {
  const [yaml, yml] = await existing(folder, () =>
    Promise.all([readSources(folder, '.yaml'), readSources(folder, '.yml')]),
  )
  if (yaml.length + yml.length === 0) throw new UsageError(`There are no files of AlertWindows in ${folder}`)
  return [...yaml, ...yml]
}

/** What is read at a path that a person gave; a module of plugins that cannot be loaded is wrong usage too. */
async function existing<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await readNamed(path, read)
  } catch (error) {
    throw error instanceof PluginError ? new UsageError(error.message) : error
  }
}
