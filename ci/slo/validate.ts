import { createPrometheus } from '../../adapters/prometheus/client.ts'
import type { CommandIo } from '../../lib/command/command.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { openProgress } from '../../lib/command/progress.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { count } from '../../lib/count.ts'
import { type Diagnostic, diagnosticAt, hasErrors, type SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { DIAGNOSTIC_FORMATS, formatDiagnostics } from '../../lib/diagnostic/formats.ts'
import { seconds } from '../../lib/duration.ts'
import { webAddress } from '../../lib/web-address.ts'
import { DEFAULT_FOLDER } from '../../services/stack/plan/command-hint.ts'
import { SLO_FOLDER } from '../../slo/core/folder.ts'
import { type PrometheusVersion, parsePrometheusVersion } from '../../slo/core/prometheus-version.ts'
import { parseSlosWith, type ServiceSlos } from '../../slo/definition/parse.ts'
import { prometheusOf } from '../stack/with-stack.ts'
import { liveProblems } from './live-series.ts'
import { LOCAL_PROMETHEUS } from './prometheus.ts'
import { readSlos, SOURCE_OPTIONS } from './source-options.ts'

/** What lies under the folder of definitions without being one. */
const NOT_DEFINITIONS = /^(generated|testdata)\//

/** What the selectors of each SLO miss in a Prometheus, at the place that names the SLO. Rejects when it does not answer. */
async function liveDiagnostics(
  files: readonly ServiceSlos[],
  sources: readonly SourceFile[],
  url: string,
  io: CommandIo,
): Promise<readonly Diagnostic[]> {
  const prometheus = createPrometheus((await prometheusOf(url, DEFAULT_FOLDER, io)) ?? url, { timeout: seconds(10) })
  const found: Diagnostic[] = []
  for (const [index, { documents }] of files.entries()) {
    const source = sources[index]
    for (const { slo, range } of documents.flatMap(({ slos }) => slos)) {
      const problems = await liveProblems(slo, prometheus, Date.now() / 1000)
      if (source !== undefined) found.push(...problems.map(problem => diagnosticAt(source, range ?? [0, 1], problem)))
    }
  }
  return found
}

/** `validate`: all mistakes of all definitions at once. */
export const validate = defineCommand({
  name: 'npm run slo -- validate',
  summary: 'report every mistake in SLO definitions',
  help: {
    about: 'Each with its place, and what to do about it.',
    uses: [
      ['npm run slo -- validate', `every definition of ${SLO_FOLDER}/`],
      ['npm run slo -- validate --input FILE|DIR', 'any definitions'],
      ['npm run slo -- validate --prometheus URL', 'also whether their selectors match anything there'],
    ],
  },
  options: {
    ...SOURCE_OPTIONS,
    prometheus: {
      type: 'string',
      value: 'VERSION|URL',
      parse: (text: string): PrometheusVersion | string | undefined => parsePrometheusVersion(text) ?? webAddress(text),
      need: `a version such as 2.42, or an address such as ${LOCAL_PROMETHEUS}`,
      help: 'the oldest Prometheus that must load the rules; or one that is asked for the series of each selector',
    },
    format: { type: 'string', value: 'FORM', choices: DIAGNOSTIC_FORMATS, default: 'text', help: 'of the report' },
  },
  exits: { good: 'no errors, warnings allowed', bad: 'errors' },
  run: async ({ values }, io) => {
    const own = values.input === undefined ? { ...values, exclude: values.exclude ?? NOT_DEFINITIONS } : values
    const asked = values.prometheus
    const target = typeof asked === 'string' ? undefined : asked
    const { files, context } = await readSlos({ ...own, target }, values.input ?? SLO_FOLDER)
    const progress = openProgress(io)
    const { value, diagnostics } = parseSlosWith(
      files.map(({ source }) => source),
      context.value,
      read => progress.show(`checked ${read} of ${files.length} files`),
    )
    progress.clear()
    const sources = files.map(({ source }) => source)
    const live =
      typeof asked === 'string' && !hasErrors(diagnostics) ? await liveDiagnostics(value, sources, asked, io) : []
    const all = [...context.diagnostics, ...diagnostics, ...live]
    io.stdout(formatDiagnostics(all, values.format))
    if (hasErrors(all)) return EXIT.bad
    const slos = value.reduce((sum, file) => sum + file.slos.length, 0)
    if (values.format === 'text') io.stdout(`${count(value.length, 'file')} with ${count(slos, 'SLO')}: no errors\n`)
    return EXIT.good
  },
})
