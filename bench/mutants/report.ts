import type { Entry } from './ledger.ts'
import { OPERATORS } from './operators.ts'
import { reasonToLive } from './survivors.ts'

/** How many mutants came to which end. */
export interface Figures {
  readonly sampled: number
  readonly compiled: number
  readonly killed: number
  readonly byUnit: number
  readonly byIntegration: number
  /** Those of the killed whose run was ended because it took too long. */
  readonly late: number
}

/** Counts the fates of mutants. */
export function figuresOf(entries: readonly Entry[]): Figures {
  const killed = entries.filter(entry => entry.fate === 'killed')
  return {
    sampled: entries.length,
    compiled: entries.filter(({ fate }) => fate !== 'refused').length,
    killed: killed.length,
    byUnit: killed.filter(({ by }) => by === 'unit').length,
    byIntegration: killed.filter(({ by }) => by === 'integration').length,
    late: killed.filter(({ isLate }) => isLate).length,
  }
}

/** The part of the mutants that compile which was killed. */
export function killedRatio({ killed, compiled }: Figures): number {
  return compiled === 0 ? 1 : killed / compiled
}

/** What is printed at the end: the survivors and why, how each kind of change fared, and the sum. */
export function renderReport(entries: readonly Entry[]): string {
  const lived = entries.filter(({ fate }) => fate === 'lived')
  const survivors = lived.map(entry => {
    const { file, line, operator, from, to } = entry
    return `lived  ${file}:${line} ${operator}\n       ${from}\n    →  ${to}\n       ${reasonToLive(entry) ?? 'no reason is known'}\n`
  })
  const rows = OPERATORS.map(operator => {
    const { compiled, killed } = figuresOf(entries.filter(entry => entry.operator === operator))
    return `${operator.padEnd(24)} ${String(killed).padStart(4)} of ${String(compiled).padStart(4)} killed\n`
  })
  const all = figuresOf(entries)
  const sum = `${all.killed} of ${all.compiled} mutants killed: ${(killedRatio(all) * 100).toFixed(1)} %`
  const how = `${all.byUnit} by unit tests, ${all.byIntegration} by integration tests, ${all.late} of these ran out of time`
  const unnamed = lived.filter(entry => reasonToLive(entry) === undefined).length
  const rest = `${lived.length} lived, ${unnamed} of them without a reason`
  return [
    ...survivors,
    ...rows,
    `${all.sampled} mutants drawn, ${all.sampled - all.compiled} refused by the compiler\n`,
    `${how}; ${rest}\n`,
    `${sum}\n`,
  ].join('')
}
