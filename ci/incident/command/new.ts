import path from 'node:path'
import { readIfPresent } from '../../../adapters/files/files.ts'
import { writeTogether } from '../../../adapters/files/write-files.ts'
import { type CommandIo, UsageError } from '../../../lib/command/command.ts'
import { EXIT } from '../../../lib/command/exit-codes.ts'
import { defineCommand } from '../../../lib/command/run.ts'
import { days, minutes, parseDuration } from '../../../lib/duration.ts'
import { webAddress } from '../../../lib/web-address.ts'
import { momentOf } from '../../../slo/timeline/moments.ts'
import type { DeployEvidence } from '../../release/core/deploy/read-evidence.ts'
import { PROMETHEUS_OPTION } from '../../slo/prometheus.ts'
import { FOLDER_OPTION, prometheusOf, stackIn } from '../../stack/with-stack.ts'
import { type Draft, draftOf } from '../draft/draft.ts'
import { readEvidence } from '../draft/evidence-facts.ts'
import { AFTER_DEPLOY, gatherFacts } from '../draft/gather-facts.ts'
import type { DraftSpan } from '../draft/prometheus-facts.ts'
import { INCIDENT_FILE, POSTMORTEMS, readIncidents } from '../project.ts'
import { hasPromtool } from '../replay.ts'

const MOMENT = {
  type: 'string',
  value: 'MOMENT',
  parse: momentOf,
  need: 'date, time and zone, such as 2026-02-05T14:02:00Z',
} as const

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/

/** `npm run incident -- new`. */
export const NEW = defineCommand({
  name: 'npm run incident -- new',
  summary: 'draft a postmortem from what was measured',
  help: {
    about:
      'Makes postmortems/<date>-WHAT-BROKE/ with a README.md for people and an incident.yaml that replays: signals, failures by phase, fault domains, alerts, budget spent and deploys of a time range, from Prometheus and Alertmanager, or of a deploy, from its evidence. A source that is away is named, and the draft made of the others.',
    uses: [
      ['npm run incident -- new ingress-down --since 1h', 'the last hour, from the running stack'],
      [
        'npm run incident -- new ingress-down --from 2026-02-05T21:00:00Z --to 2026-02-05T22:00:00Z',
        'another hour; what was bad in it is found',
      ],
      ['npm run incident -- new bad-release --evidence evidence.json', 'of a deploy that was taken back'],
    ],
    notes:
      'docs/postmortems.md says how to go on. Without promtool on the PATH, alerts are written as they were measured.',
  },
  options: {
    from: { ...MOMENT, help: 'where the time range begins' },
    to: { ...MOMENT, help: 'where it ends; now when absent' },
    since: {
      type: 'string',
      value: 'LENGTH',
      parse: parseDuration,
      need: 'a duration such as 1h',
      help: 'in place of --from: how far to look back',
      excludes: 'from',
    },
    evidence: { type: 'string', value: 'FILE', help: 'of a deploy, as its --json wrote it' },
    name: { type: 'string', value: 'TEXT', help: 'what happened, in a few words' },
    exercise: { type: 'boolean', help: 'it was a drill, or is made up' },
    out: { type: 'string', value: 'DIR', default: POSTMORTEMS, help: 'the folder of postmortems' },
    folder: FOLDER_OPTION,
    prometheus: { ...PROMETHEUS_OPTION, help: 'the Prometheus to ask; that of the running stack when absent' },
    alertmanager: {
      type: 'string',
      value: 'URL',
      parse: webAddress,
      need: 'an address such as http://127.0.0.1:9093',
      help: 'the Alertmanager to ask; that of the running stack when absent',
    },
  },
  operands: {
    value: 'WHAT-BROKE',
    least: 1,
    most: 1,
    need: 'say what broke in the name of its folder, such as ingress-down',
  },
  exits: {
    good: 'the draft is written, and replays',
    bad: 'it is written, and the rules make something else of it; or it could not be written',
    blind: 'it is written without a source, or no source answers',
  },
  run: async ({ values, operands: [slug = ''] }, io) => {
    if (!SLUG.test(slug))
      throw new UsageError(
        `Cannot use "${slug}": the folder is named in small letters, digits and hyphens, such as ingress-down`,
      )
    const evidence = values.evidence === undefined ? undefined : readEvidence(values.evidence)
    const span = spanOf(values, evidence, io)
    const stack = await stackIn(values.folder, io)
    const sources = {
      prometheus: await prometheusOf(values.prometheus, values.folder, io),
      alertmanager: values.alertmanager ?? stack?.alertmanagerUrl,
      evidence,
    }
    const project = await readIncidents()
    const wish = { name: values.name, isExercise: values.exercise === true, slos: project.replay.slos, span }
    const { facts, away } = await gatherFacts(wish, sources, io.signal)
    for (const each of away) io.stderr(`Without ${each}\n`)
    if (facts === undefined) {
      io.stderr('No source answers, so there is nothing to draft from\n')
      return EXIT.blind
    }
    const canReplay = hasPromtool(io)
    const draft = await draftOf(facts, project, canReplay)
    const folder = path.join(values.out, `${new Date(facts.started).toISOString().slice(0, 10)}-${slug}`)
    await write(folder, draft)
    say(folder, draft, canReplay, io)
    if (draft.problems.length > 0) return EXIT.bad
    return away.length > 0 || !canReplay ? EXIT.blind : EXIT.good
  },
})

interface SpanValues {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly since?: number | undefined
}

const LONGEST = days(14)

function spanOf({ from, to, since }: SpanValues, evidence: DeployEvidence | undefined, io: CommandIo): DraftSpan {
  const now = io.now().getTime()
  if (evidence !== undefined && from === undefined && since === undefined)
    return { from: evidence.from, to: Math.min(now, to ?? evidence.to + AFTER_DEPLOY), now }
  const end = Math.min(now, to ?? now)
  const start = from ?? (since === undefined ? undefined : end - since)
  if (start === undefined) throw new UsageError('Say when: give --since 1h, --from with --to, or --evidence')
  if (end - start < minutes(1) || end - start > LONGEST)
    throw new UsageError('The time range must be from a minute to 14 days long, and begin before now')
  return { from: start, to: end, now }
}

/** Writes both files; what a person has written already is left alone. */
async function write(folder: string, { incident, readme }: Draft): Promise<void> {
  const files = new Map([
    [path.join(folder, 'README.md'), readme],
    [path.join(folder, INCIDENT_FILE), incident],
  ])
  for (const file of files.keys())
    if ((await readIfPresent(file)) !== undefined)
      throw new UsageError(`${file} is there already: name the folder otherwise, or take it away`)
  await writeTogether(files)
}

function say(folder: string, { problems, missing }: Draft, canReplay: boolean, io: CommandIo): void {
  io.stdout(`${folder} is written\n`)
  if (canReplay && problems.length === 0)
    io.stdout('It replays: the rules make of its signals what the file expects.\n')
  for (const problem of problems) io.stdout(`The replay differs: ${problem}\n`)
  for (const { alert, severity } of missing)
    io.stdout(`${alert} (${severity}) fired too, and is not in the replay: it needs series of its own\n`)
  io.stdout('Now write README.md, and give each action its proof: docs/postmortems.md\n')
}
