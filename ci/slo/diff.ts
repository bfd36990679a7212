import { readSources } from '../../adapters/files/files.ts'
import { kindOf } from '../../adapters/files/folders.ts'
import { readAtRevision } from '../../adapters/git/git.ts'
import { readProject } from '../../adapters/project.ts'
import { type CommandIo, UsageError } from '../../lib/command/command.ts'
import { accept } from '../../lib/command/definition-error.ts'
import { EXIT } from '../../lib/command/exit-codes.ts'
import { defineCommand } from '../../lib/command/run.ts'
import { hasErrors, type SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { ExternalError } from '../../lib/system-error.ts'
import { printable } from '../../lib/text/printable.ts'
import type { ProbeCatalogue } from '../../services/prober/contract/catalogue.ts'
import { SLO_FOLDER } from '../../slo/core/folder.ts'
import { type Slo, sloId } from '../../slo/core/model.ts'
import { parseSlos } from '../../slo/definition/parse.ts'
import { diffSlos, pagingMinutesQuery, renderDiff, type SloDifference } from '../../slo/report/diff.ts'
import { FOLDER_OPTION, prometheusOf } from '../stack/with-stack.ts'
import { askPrometheus, PROMETHEUS_OPTION } from './prometheus.ts'

/** The definitions of a revision or a folder; their mistakes are announced as theirs. */
async function slosOf(base: string, probes: ProbeCatalogue, io: CommandIo): Promise<readonly Slo[]> {
  const parsed = parseSlos(await readBase(base), probes)
  if (hasErrors(parsed.diagnostics)) io.stderr(`${base} has errors:\n`)
  return accept(parsed, io).flatMap(file => file.slos)
}

async function readBase(base: string): Promise<readonly SourceFile[]> {
  // A revision may be no path at all, such as one with a colon or of great length.
  const isFolder = (await kindOf(base).catch(() => undefined)) === 'folder'
  const files = isFolder ? await readSources(base, '.yaml') : await readAtRevision(base, SLO_FOLDER, '.yaml')
  if (files === undefined) throw new UsageError(`"${base}" is neither a folder nor a revision of git`)
  return files
}

/** How long the pages of changed SLOs would have fired, by id. */
async function pagingNotes(differences: readonly SloDifference[], url: string): Promise<ReadonlyMap<string, string>> {
  const notes = new Map<string, string>()
  for (const difference of differences) {
    if (difference.kind !== 'changed') continue
    const minutes: string[] = []
    for (const slo of [difference.before, difference.after]) {
      const answer = await askPrometheus(url, pagingMinutesQuery(slo))
      if (answer.kind === 'unanswered') throw new ExternalError(answer.problem)
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
export const diff = defineCommand({
  name: 'npm run slo -- diff',
  summary: 'report what a change of definitions means',
  help: {
    about:
      'As Markdown for a pull request: objectives, periods, queries, alerts, and whether the recorded history still counts.',
    uses: [
      ['npm run slo -- diff main', `the definitions of ${SLO_FOLDER}/ now, against those of a revision of git`],
      ['npm run slo -- diff FOLDER', 'against the definitions in a folder'],
    ],
  },
  options: {
    folder: FOLDER_OPTION,
    prometheus: { ...PROMETHEUS_OPTION, help: 'also how long each page would have fired in the last seven days there' },
  },
  operands: { value: 'BASE', least: 1, most: 1, need: 'name one revision or folder to compare with' },
  exits: { good: 'done, with or without changes', bad: 'an error in a definition, or Prometheus did not answer' },
  run: async ({ values, operands }, io) => {
    const [base = ''] = operands
    const project = await readProject()
    const before = await slosOf(base, project.value.catalogue, io)
    const now = accept(project, io).slos
    const differences = diffSlos(before, now)
    const url = values.prometheus && (await prometheusOf(values.prometheus, values.folder, io))
    const notes = url === undefined ? new Map() : await pagingNotes(differences, url)
    io.stdout(printable(renderDiff(differences, notes)))
    return EXIT.good
  },
})
