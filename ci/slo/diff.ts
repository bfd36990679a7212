import { stat } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { readSources } from '../../adapters/files/files.ts'
import { readAtRevision } from '../../adapters/git.ts'
import { hasErrors, renderDiagnostics, type SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { type Slo, sloId } from '../../slo/core/model.ts'
import { parseSlos } from '../../slo/definition/parse.ts'
import { diffSlos, pagingMinutesQuery, renderDiff, type SloDifference } from '../../slo/report/diff.ts'
import { type Command, type CommandIo, EXIT, UsageError } from '../command/command.ts'
import { readProbeCatalogue } from '../probe-catalogue.ts'
import { chooseSlos } from './choose.ts'
import { SOURCE_FOLDER } from './project.ts'
import { askPrometheus, prometheusUrl } from './prometheus.ts'

const HELP = `Tells what a change of definitions means, as Markdown for a pull request: objectives, periods, queries, alerts, and
whether the recorded history still counts.

  npm run slo -- diff main                    the definitions of ${SOURCE_FOLDER}/ now, against those of a revision of git
  npm run slo -- diff FOLDER                  against the definitions in a folder
  npm run slo -- diff main --prometheus URL   and how long each page would have fired in the last seven days

Exit codes: 0 done, with or without changes · 1 an error in a definition, or Prometheus did not answer · 2 wrong usage
`

async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const options = { prometheus: { type: 'string' } } as const
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
  const [base, ...more] = positionals
  if (base === undefined || more.length > 0) throw new UsageError('Name one revision or folder to compare with')
  const url = values.prometheus === undefined ? undefined : prometheusUrl(values.prometheus)
  const { value, diagnostics } = parseSlos(await readBase(base), await readProbeCatalogue())
  if (hasErrors(diagnostics)) {
    io.stderr(`${base} has errors:\n${renderDiagnostics(diagnostics)}`)
    return EXIT.bad
  }
  const now = await chooseSlos({}, [], io)
  if (now === undefined) return EXIT.bad
  const differences = diffSlos(
    value.flatMap(file => file.slos),
    now,
  )
  const notes = url === undefined ? new Map() : await pagingNotes(differences, url, io)
  if (notes === undefined) return EXIT.bad
  io.stdout(renderDiff(differences, notes))
  return EXIT.good
}

async function readBase(base: string): Promise<readonly SourceFile[]> {
  const isFolder = await stat(base).then(
    found => found.isDirectory(),
    () => false,
  )
  const files = isFolder ? await readSources(base, '.yaml') : await readAtRevision(base, SOURCE_FOLDER, '.yaml')
  if (files === undefined) throw new UsageError(`"${base}" is neither a folder nor a revision of git`)
  return files
}

/** How long the pages of changed SLOs would have fired; undefined, with the reason printed, when Prometheus does not say. */
async function pagingNotes(
  differences: readonly SloDifference[],
  url: string,
  io: CommandIo,
): Promise<ReadonlyMap<string, string> | undefined> {
  const notes = new Map<string, string>()
  for (const difference of differences) {
    if (difference.kind !== 'changed') continue
    const minutes: string[] = []
    for (const slo of [difference.before, difference.after]) {
      const answer = await askPrometheus(url, pagingMinutesQuery(slo))
      if (answer.kind === 'unanswered') {
        io.stderr(`${answer.problem}\n`)
        return undefined
      }
      minutes.push(minutesText(slo, answer.readings[0]?.value))
    }
    notes.set(
      sloId(difference.after),
      `In the last 7 days the page would have fired for ${minutes.join(' before, and for ')} after.`,
    )
  }
  return notes
}

function minutesText(slo: Slo, minutes: number | undefined): string {
  if (slo.alerting.page.disabled) return 'no minute (there is none)'
  return minutes === undefined ? 'an unknown time (nothing is recorded)' : `${minutes} minutes`
}

/** `diff`: what a change of definitions means. */
export const diff: Command = { summary: 'tell what a change of definitions means', help: HELP, run }
