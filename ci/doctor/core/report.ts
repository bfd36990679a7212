import { renderColumns } from '../../../lib/text/columns.ts'
import type { Examined, Finding } from './fact.ts'

/** How each state is called in front of a line. */
const WORDS: Readonly<Record<Finding['state'], string>> = {
  good: 'good',
  bad: 'MEND',
  unchecked: 'not checked',
  absent: 'not yet',
}

const HEADINGS: Readonly<Record<Examined['part'], string>> = {
  here: 'Here',
  cluster: 'Cluster',
  platform: 'Platform',
  release: 'Release',
  edge: 'Edge',
  monitoring: 'Monitoring',
}

/** What a run found, as one document for programs. */
export interface DoctorDocument {
  readonly isGood: boolean
  /** What to do first; null when there is nothing to mend. */
  readonly next: { readonly id: string; readonly mend: string } | null
  readonly facts: readonly {
    readonly id: string
    readonly part: string
    readonly state: string
    readonly says: string
    readonly mend: string | null
    readonly cause: string | null
  }[]
}

/** Whether nothing is to be mended. */
export function isAllGood(examined: readonly Examined[]): boolean {
  return examined.every(({ finding }) => finding.state !== 'bad' && finding.state !== 'unreached')
}

/** The findings as one document for programs. */
export function doctorDocument(examined: readonly Examined[]): DoctorDocument {
  const first = firstToMend(examined)
  return {
    isGood: isAllGood(examined),
    next: first === undefined ? null : { id: first.id, mend: first.mend },
    facts: examined.map(({ id, part, finding }) => ({
      id,
      part,
      state: finding.state,
      says: finding.state === 'unreached' ? `not reached: ${finding.cause} comes first` : finding.says,
      mend: finding.state === 'bad' ? finding.mend : null,
      cause: finding.state === 'unreached' ? finding.cause : null,
    })),
  }
}

function firstToMend(examined: readonly Examined[]): { readonly id: string; readonly mend: string } | undefined {
  for (const { id, finding } of examined) if (finding.state === 'bad') return { id, mend: finding.mend }
  return undefined
}

/** The findings for people: a line a fact, below each failure what mends it and what it hides, at the end what comes next. */
export function renderExamined(examined: readonly Examined[]): string {
  const width = Math.max(...examined.map(({ id }) => id.length)) + 2
  const blocks = [...Map.groupBy(examined, ({ part }) => part)].flatMap(([part, facts]) => {
    const rows = facts.flatMap(fact => rowsOf(fact, examined, width))
    return rows.length === 0 ? [] : [`${HEADINGS[part]}\n${renderColumns(rows)}`]
  })
  return `${[...blocks, summary(examined)].join('\n')}\n`
}

type Row = readonly [left: string, right: string]

function rowsOf({ id, finding }: Examined, all: readonly Examined[], width: number): readonly Row[] {
  if (finding.state === 'unreached') return []
  const left = `${WORDS[finding.state].padEnd(11)}  ${id.padEnd(width)}`
  if (finding.state !== 'bad') return [[left, finding.says]]
  const hidden = all.flatMap(other =>
    other.finding.state === 'unreached' && other.finding.cause === id ? [other.id] : [],
  )
  const empty = ' '.repeat(left.length)
  return [
    [left, finding.says],
    [empty, `→ ${finding.mend}`],
    ...(hidden.length === 0 ? [] : [[empty, `not reached before that: ${hidden.join(', ')}`] as const]),
  ]
}

function summary(examined: readonly Examined[]): string {
  const number = (state: string): number => examined.filter(({ finding }) => finding.state === state).length
  const counts = [
    `${number('good')} good`,
    ...(['bad', 'unchecked', 'absent', 'unreached'] as const)
      .filter(state => number(state) > 0)
      .map(state => `${number(state)} ${SUMMARY_WORDS[state]}`),
  ].join(', ')
  const first = firstToMend(examined)
  return first === undefined ? `\n${counts}` : `\n${counts}\nNext: ${first.mend}`
}

const SUMMARY_WORDS = {
  bad: 'to mend',
  unchecked: 'not checked',
  absent: 'not installed yet',
  unreached: 'not reached',
} as const
