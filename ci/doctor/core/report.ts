import { wrapText } from '../../../lib/text/columns.ts'
import { oneLine } from '../../../lib/text/one-line.ts'
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
  for (const { id, finding } of examined)
    if (finding.state === 'bad') return { id, mend: finding.mend.split('\n')[0] ?? '' }
  return undefined
}

/** The findings for people: a line a fact, below each failure what mends it and what it hides, at the end what comes next. */
export function renderExamined(examined: readonly Examined[]): string {
  const width = Math.max(...examined.map(({ id }) => id.length))
  const blocks = [...Map.groupBy(examined, ({ part }) => part)].flatMap(([part, facts]) => {
    const lines = facts.flatMap(fact => linesOf(fact, examined, width))
    return lines.length === 0 ? [] : [[HEADINGS[part], ...lines].join('\n')]
  })
  return `${[...blocks, summary(examined)].join('\n')}\n`
}

const WIDEST_WORD = Math.max(...Object.values(WORDS).map(({ length }) => length))
const LINE = 120

function linesOf({ id, finding }: Examined, all: readonly Examined[], width: number): readonly string[] {
  if (finding.state === 'unreached') return []
  const left = `  ${WORDS[finding.state].padEnd(WIDEST_WORD)}  ${id.padEnd(width)}  `
  const empty = ' '.repeat(left.length)
  const wrapped = (text: string): readonly string[] => wrapText(text, LINE - left.length).split('\n')
  const [first = '', ...more] = wrapped(oneLine(finding.says))
  const lines = [`${left}${first}`, ...more.map(line => `${empty}${line}`)]
  if (finding.state !== 'bad') return lines
  const hidden = all.flatMap(other =>
    other.finding.state === 'unreached' && other.finding.cause === id ? [other.id] : [],
  )
  const then = hidden.length === 0 ? [] : wrapped(`not reached before that: ${hidden.join(', ')}`)
  // A command is one line, however long, or it could not be copied.
  const mends = finding.mend.split('\n').map(mend => `→ ${oneLine(mend)}`)
  return [...lines, ...[...mends, ...then].map(line => `${empty}${line}`)]
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
  return first === undefined ? `\n${counts}` : `\n${counts}\nNext: ${oneLine(first.mend)}`
}

const SUMMARY_WORDS = {
  bad: 'to mend',
  unchecked: 'not checked',
  absent: 'not installed yet',
  unreached: 'not reached',
} as const
