import { humanDuration, seconds } from '../../../../lib/duration.ts'
import { inMarkdown } from '../../../../lib/text/in-markdown.ts'
import { markdownTable } from '../../../../lib/text/markdown-table.ts'
import type { GateReport } from '../gate-report/report.ts'
import type { DeployRecord } from '../record/record.ts'
import { timelineOf } from '../record/timeline.ts'
import { type UsersReport, usersNote, usersTable } from '../users/report.ts'
import type { SloCost } from './budget-cost.ts'
import { ENDS, type EndName, type StateName } from './states.ts'

/** The format of the evidence; a reader refuses a greater one. */
const EVIDENCE_FORMAT = 1

/** All that a run leaves behind for people and machines. */
export interface EvidenceFacts {
  readonly end: EndName
  readonly sentence: string
  readonly who: string
  readonly release: string | undefined
  readonly returnedTo: string | undefined
  readonly startedAt: Date
  readonly endedAt: Date
  readonly seconds: ReadonlyMap<StateName, number>
  readonly kinds: readonly string[]
  /** `Deployment leadline/app changed`, a line each. */
  readonly changes: readonly string[]
  readonly notes: readonly string[]
  readonly budget: { readonly state: string; readonly sentence: string } | undefined
  /** What the deploy cost of the error budget, in a sentence; undefined where nothing was applied. */
  readonly cost: string | undefined
  /** The same for machines, where it is known. */
  readonly costs: readonly SloCost[]
  readonly report: GateReport | undefined
  /** What the gate found of the canary; undefined where there was none. */
  readonly canaryReport: GateReport | undefined
  /** How users' requests were answered while the canary was judged; undefined where there was none. */
  readonly users: UsersReport | undefined
  /** What was seen while it ran. */
  readonly record: DeployRecord
  /** Where the Release dashboard shows that time; undefined where no Grafana is named. */
  readonly dashboard: string | undefined
  /** Commands that do or check the same by hand. */
  readonly byHand: readonly string[]
}

/** The evidence as one JSON document. Times are in seconds. */
export function evidenceJson(facts: EvidenceFacts): string {
  const { startedAt, endedAt, seconds: took, report, canaryReport, end, record, ...rest } = facts
  const states = [...took].map(([state, spent]) => ({ state, seconds: rounded(spent) }))
  const document = {
    format: EVIDENCE_FORMAT,
    end,
    exit: ENDS[end].exit,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt.toISOString(),
    states,
    ...rest,
    canaryGate: canaryReport,
    gate: report,
    timeline: timelineOf(record),
  }
  return `${JSON.stringify(document, undefined, 2)}\n`
}

/** The evidence for the summary of a job. */
export function evidenceMarkdown(facts: EvidenceFacts): string {
  const { end, sentence, who, release, returnedTo, notes, changes, kinds, budget, byHand } = facts
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['release', release],
    ['returned to', returnedTo],
    ['by', who],
    ['started', facts.startedAt.toISOString()],
    ['changes', kinds.length === 0 ? undefined : kinds.join(', ')],
    ['error budget before', budget?.sentence],
    ['error budget after', facts.cost],
  ]
  const parts = [
    `## ${TITLES[end]}`,
    inMarkdown(sentence),
    table(
      ['', ''],
      rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    table(
      ['state', 'took'],
      [...facts.seconds].map(([state, spent]) => [state, humanDuration(seconds(rounded(spent)))]),
    ),
    facts.dashboard === undefined ? '' : `[The Release dashboard at that time](<${facts.dashboard}>)`,
    facts.canaryReport === undefined ? '' : `The canary beside the old release:\n\n${gateTable(facts.canaryReport)}`,
    facts.users === undefined ? '' : usersPart(facts.users),
    facts.report === undefined ? '' : gateTable(facts.report),
    list('Notes', notes),
    list('Changed objects', changes),
    byHand.length === 0 ? '' : `By hand:\n\n\`\`\`sh\n${byHand.join('\n')}\n\`\`\``,
  ]
  return `${parts.filter(part => part !== '').join('\n\n')}\n`
}

/** The end of a deploy as a title. */
export const TITLES: Readonly<Record<EndName, string>> = {
  done: 'Deployed',
  'nothing-to-do': 'Nothing to do',
  failed: 'Failed',
  'lock-lost': 'Another deployer took over',
  'refused-by-policy': 'Refused by the error budget',
  'refused-by-preflight': 'Refused before anything changed',
  'rolled-back-by-gate': 'Rolled back by the gate',
  'rolled-back-by-rollout': 'Rolled back, for its pods did not run',
  'caught-by-gate': 'Caught at the canary by the gate',
  'caught-by-rollout': 'Caught at the canary, for its pod did not run',
  withdrawn: 'The canary could not be judged',
  'rollback-failed': 'The rollback failed: act now',
  inconclusive: 'Not proven',
  unmonitored: 'Deployed, and not monitored as it should be',
  interrupted: 'Interrupted',
}

/** Per path and release: what came, how much of it failed, and how long it took. */
function gateTable({ paths, release = 'the release under test' }: GateReport): string {
  const rows = paths.flatMap(({ path, judged, others }) =>
    [[release, judged] as const, ...Object.entries(others)].map(
      ([of, { answers, failed, interval, p50, p95, p99 }]) => [
        ...[path, of, String(answers), String(failed)],
        interval.map(rate => `${Number((rate * 100).toPrecision(2))} %`).join(' to '),
        ...[p50, p95, p99].map(time => (time === undefined ? '' : `${Math.round(time * 1000)} ms`)),
      ],
    ),
  )
  return table(['path', 'release', 'answers', 'failed', '95 % interval', 'p50', 'p95', 'p99'], rows)
}

/** What users met meanwhile. */
function usersPart(users: UsersReport): string {
  const { head, rows } = usersTable(users)
  const note = inMarkdown(usersNote(users))
  return rows.length === 0 ? note : `Requests of users meanwhile:\n\n${table(head, rows)}\n\n${note}`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const escaped = rows.map(cells => cells.map(inMarkdown))
  return markdownTable(head.map(inMarkdown), escaped).join('\n')
}

function list(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${title}:\n\n${lines.map(line => `- ${inMarkdown(line)}`).join('\n')}`
}

function rounded(value: number): number {
  return Number(value.toFixed(1))
}
